//! What one socket may hear: who it is, what it follows, and every event held against both.

use super::{Closing, Credential};
use crate::{
    access::{Caller, DOCUMENTS_READ, PROJECTS_READ, WEBHOOKS_READ},
    config::Secret,
    domain::{
        event::LiveEvent,
        id::{LiveEventId, OrgId, ProjectId},
        live::{Ask, Say, Topic},
    },
    error::{AppError, Kind},
    runtime::{
        Access, Runtime,
        live::{Listener, News, Told},
    },
};
use std::{collections::HashMap, net::IpAddr};

/// Subscriptions of one socket.
pub const MOST_SUBSCRIPTIONS: usize = 100;

pub struct Watcher {
    runtime: Runtime,
    /// Where the socket was opened from.
    address: Option<IpAddr>,
    known: Option<(Credential, Caller)>,
    listener: Listener,
    subscriptions: Vec<Subscription>,
    /// The last event of each organization that was looked at, with its place.
    heard: HashMap<OrgId, (u64, LiveEventId)>,
    /// What was found out about projects since the permissions were last looked at.
    sights: HashMap<ProjectId, Sight>,
}

struct Subscription {
    topic: Topic,
    organization: OrgId,
    /// What came after this place was told as it happened.
    since: u64,
}

/// What may be seen of a project.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    Nothing,
    Documents,
    Everything,
}

impl Watcher {
    #[must_use]
    pub fn new(runtime: Runtime, address: Option<IpAddr>) -> Self {
        let listener = runtime.live.listener();
        let (heard, sights) = (HashMap::new(), HashMap::new());
        Self { runtime, address, known: None, listener, subscriptions: Vec::new(), heard, sights }
    }

    /// # Errors
    /// 401 when nobody is behind the credential.
    pub async fn admit(&mut self, credential: Credential) -> Result<(), AppError> {
        let caller = credential.caller(&self.runtime).await?;
        self.known = Some((credential, caller));
        Ok(())
    }

    #[must_use]
    pub fn is_known(&self) -> bool {
        self.known.is_some()
    }

    #[must_use]
    pub fn has_subscriptions(&self) -> bool {
        !self.subscriptions.is_empty()
    }

    /// The next news; none when it fell too far behind. May be dropped while it waits.
    pub async fn next(&mut self) -> Option<News> {
        self.listener.next().await
    }

    /// # Errors
    /// When there is nobody to talk to, or not any more.
    pub async fn ask(&mut self, ask: Ask) -> Result<Vec<Say>, Closing> {
        match ask {
            Ask::Auth { .. } if self.is_known() => {
                let error = AppError::conflict("already_authenticated", "This socket is known already; open another.");
                Ok(vec![Self::refusal(error, None)])
            }
            Ask::Auth { token } => {
                let admitted = self.admit(Credential::Token(Secret::new(token), self.address)).await;
                admitted.map(|()| vec![Say::Authenticated]).map_err(|_| Closing::Unauthorized)
            }
            _ if !self.is_known() => Err(Closing::Unauthorized),
            Ask::Ping => Ok(vec![Say::Pong]),
            Ask::Unsubscribe(topic) => Ok(vec![self.unsubscribe(topic)]),
            Ask::Subscribe(topic) => {
                self.identify().await?;
                Ok(vec![self.subscribe_or_refuse(topic).await])
            }
            Ask::Resume { last_event_id, subscriptions } => {
                self.identify().await?;
                let mut says = Vec::new();
                for topic in subscriptions {
                    says.push(self.subscribe_or_refuse(topic).await);
                }
                says.extend(self.replay(&last_event_id).await);
                Ok(says)
            }
        }
    }

    /// # Errors
    /// When the permissions were looked at again and nothing is left of them.
    pub async fn hear(&mut self, news: News) -> Result<Vec<Say>, Closing> {
        match news {
            News::Event(told) => {
                let event = &told.event;
                self.heard.insert(event.organization_id.clone(), (told.position, event.id.clone()));
                let wanted = self.subscriptions.iter().any(|one| event.is_about(&one.topic));
                let told = wanted && self.may_see(event).await;
                Ok(if told { vec![Say::Event(LiveEvent::clone(event))] } else { Vec::new() })
            }
            News::Missed if self.has_subscriptions() => Ok(vec![Say::Resync { last_event_id: None }]),
            News::Missed => Ok(Vec::new()),
            News::Access(access) if self.is(&access) => {
                let mut says = self.recheck().await?;
                says.push(Say::Access);
                Ok(says)
            }
            News::Access(_) => Ok(Vec::new()),
        }
    }

    /// Looks again at who this is and at what they may see.
    ///
    /// # Errors
    /// When the session or the token has ended.
    pub async fn recheck(&mut self) -> Result<Vec<Say>, Closing> {
        if self.known.is_none() {
            return Ok(Vec::new());
        }
        self.identify().await?;
        self.sights.clear();
        let mut says = Vec::new();
        for topic in self.subscriptions.iter().map(|one| one.topic.clone()).collect::<Vec<_>>() {
            match self.way_to(&topic).await {
                Err(error) if error.kind != Kind::Internal => {
                    says.push(Self::refusal(error, Some(topic.clone())));
                    says.push(self.unsubscribe(topic));
                }
                _ => {}
            }
        }
        Ok(says)
    }

    /// # Errors
    /// 404 for what is not there or not the caller's, 403 for what it may not read, 429 for too much.
    pub async fn subscribe(&mut self, topic: Topic) -> Result<Say, AppError> {
        let organization = self.way_to(&topic).await?;
        let is_new = self.subscriptions.iter().all(|one| one.topic != topic);
        if is_new && self.subscriptions.len() >= MOST_SUBSCRIPTIONS {
            let message = format!("A socket has at most {MOST_SUBSCRIPTIONS} subscriptions; open another.");
            return Err(AppError::new(Kind::TooManyRequests, "too_many_subscriptions", message));
        }
        let place = match self.heard.get(&organization) {
            Some(place) => place.clone(),
            None => self.listener.join(&organization).map_err(|_| {
                AppError::new(Kind::TooManyRequests, "too_many_sockets", "The organization has too many open sockets.")
            })?,
        };
        self.heard.insert(organization.clone(), place.clone());
        let (since, last_event_id) = place;
        if is_new {
            self.subscriptions.push(Subscription { topic: topic.clone(), organization, since });
        }
        Ok(Say::Subscribed { topic, last_event_id })
    }

    #[must_use]
    pub fn refusal(error: AppError, topic: Option<Topic>) -> Say {
        Say::Error { code: error.code, message: error.message, topic }
    }

    async fn subscribe_or_refuse(&mut self, topic: Topic) -> Say {
        let subscribed = self.subscribe(topic.clone()).await;
        subscribed.unwrap_or_else(|error| Self::refusal(error, Some(topic)))
    }

    fn unsubscribe(&mut self, topic: Topic) -> Say {
        self.subscriptions.retain(|one| one.topic != topic);
        let (listener, subscriptions) = (&self.listener, &self.subscriptions);
        self.heard.retain(|organization, _| {
            let wanted = subscriptions.iter().any(|one| one.organization == *organization);
            if !wanted {
                listener.leave(organization);
            }
            wanted
        });
        Say::Unsubscribed(topic)
    }

    /// What the subscriptions missed after this event, and a last word on how complete that is.
    async fn replay(&mut self, last: &LiveEventId) -> Vec<Say> {
        let found = self.heard.iter().find_map(|(id, place)| Some((self.listener.after(id, last)?, place.1.clone())));
        let Some((told, last_event_id)) = found else {
            // With several organizations there is no one place to resume from.
            let mut places = self.heard.values().map(|(_, id)| id.clone());
            let last_event_id = places.next().filter(|_| places.next().is_none());
            return vec![Say::Resync { last_event_id }];
        };
        let mut says = Vec::new();
        for told in told.iter().filter(|told| self.was_missed(told)).cloned().collect::<Vec<_>>() {
            if self.may_see(&told.event).await {
                says.push(Say::Event(LiveEvent::clone(&told.event)));
            }
        }
        says.push(Say::Resumed { last_event_id });
        says
    }

    /// Is it about something that is followed, and was it told before any such subscription began?
    fn was_missed(&self, told: &Told) -> bool {
        let mut about = self.subscriptions.iter().filter(|one| told.event.is_about(&one.topic)).peekable();
        about.peek().is_some() && about.all(|one| told.position <= one.since)
    }

    async fn identify(&mut self) -> Result<(), Closing> {
        let Some((credential, caller)) = &mut self.known else { return Err(Closing::Unauthorized) };
        match credential.caller(&self.runtime).await {
            Ok(now) => *caller = now,
            Err(error) if error.kind == Kind::Internal => {
                tracing::warn!("a live socket could not be checked again; the next check will tell");
            }
            Err(_) => return Err(Closing::Unauthorized),
        }
        Ok(())
    }

    fn is(&self, access: &Access) -> bool {
        let Some((_, caller)) = &self.known else { return false };
        match (access, caller) {
            (Access::Token(id), Caller::Token(grant)) => grant.id == *id,
            (Access::Person(id), Caller::Person(user)) => user == id,
            (Access::Person(id), Caller::Token(grant)) => grant.user.as_ref() == Some(id),
            (Access::Token(_), Caller::Person(_)) => false,
        }
    }

    /// The organization of a topic, if the caller may read there.
    async fn way_to(&self, topic: &Topic) -> Result<OrgId, AppError> {
        let Some((_, caller)) = &self.known else { return Err(AppError::unauthorized()) };
        let db = &self.runtime.db;
        let scope = match topic {
            Topic::Organization(id) => {
                return Ok(caller.organization(db, id, PROJECTS_READ).await?.organization().clone());
            }
            Topic::Project(id) => caller.project(db, id, DOCUMENTS_READ).await?,
            Topic::Document(id) => caller.document(db, id, DOCUMENTS_READ).await?,
            Topic::Batch(id) => caller.batch(db, id, DOCUMENTS_READ).await?,
        };
        Ok(scope.organization().clone())
    }

    async fn may_see(&mut self, event: &LiveEvent) -> bool {
        let sight = match self.sights.get(&event.project_id) {
            Some(sight) => *sight,
            None => self.look(&event.project_id).await,
        };
        sight == Sight::Everything || sight == Sight::Documents && !event.is_about_webhooks()
    }

    async fn look(&mut self, project: &ProjectId) -> Sight {
        let Some((_, caller)) = &self.known else { return Sight::Nothing };
        let db = &self.runtime.db;
        let sight = match caller.project(db, project, DOCUMENTS_READ).await {
            Err(error) if error.kind == Kind::Internal => return Sight::Nothing,
            Err(_) => Sight::Nothing,
            Ok(_) if caller.project(db, project, WEBHOOKS_READ).await.is_ok() => Sight::Everything,
            Ok(_) => Sight::Documents,
        };
        self.sights.insert(project.clone(), sight);
        sight
    }
}
