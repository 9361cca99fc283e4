//! The audit trail: appended to, read, walked. Nothing here changes or takes away what was written.

use crate::{
    access::{Actor, Inside},
    db::{
        Db, DbError, Tx, count,
        tables::{api_tokens, audit_entries, audit_heads, users},
    },
    domain::{
        audit::{ActorKind, AuditActor, AuditEntity, AuditEntry, AuditFilter},
        audit_chain::{BEGINNING, Link},
        id::OrgId,
        list::Paging,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Func, LikeExpr, LockType, OnConflict},
};

/// A row, for who hashes it or holds it against its hash.
pub type Stored = audit_entries::Model;

/// Where a trail ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Of the last entry; 0 before the first.
    pub sequence: i64,
    pub hash: String,
    /// Signature of the server over the rest; empty before the first entry.
    pub seal: String,
}

/// The end of the trail, held until the transaction ends: whoever else appends waits here.
pub async fn lock_head(tx: &Tx, scope: &impl Inside) -> Result<Head, DbError> {
    let first = audit_heads::Model {
        organization_id: scope.organization().clone(),
        sequence: 0,
        hash: BEGINNING.to_owned(),
        seal: String::new(),
    };
    let nothing = OnConflict::column(audit_heads::Column::OrganizationId).do_nothing().to_owned();
    audit_heads::Entity::insert(first.clone().into_active_model())
        .on_conflict(nothing)
        .exec_without_returning(tx.connection())
        .await?;
    let row = audit_heads::Entity::find_by_id(scope.organization().clone());
    let row = row.lock(LockType::Update).one(tx.connection()).await?.unwrap_or(first);
    Ok(head(row))
}

/// Adds an entry and moves the head to it.
pub async fn append(tx: &Tx, entry: Stored, seal: String) -> Result<(), DbError> {
    let head = audit_heads::ActiveModel {
        organization_id: Set(entry.organization_id.clone()),
        sequence: Set(entry.sequence),
        hash: Set(entry.hash.clone()),
        seal: Set(seal),
    };
    audit_entries::Entity::insert(entry.into_active_model()).exec_without_returning(tx.connection()).await?;
    audit_heads::Entity::update(head).exec(tx.connection()).await?;
    Ok(())
}

/// Who acts, by the name of this moment.
pub async fn actor(tx: &Tx, actor: &Actor) -> Result<AuditActor, DbError> {
    let (kind, id, name) = match actor {
        Actor::Person(user) => {
            let row = users::Entity::find_by_id(user.clone()).one(tx.connection()).await?;
            (ActorKind::Person, Some(user.to_string()), row.map_or(String::new(), |row| row.name))
        }
        Actor::Token { id, .. } => {
            let row = api_tokens::Entity::find_by_id(id.clone()).one(tx.connection()).await?;
            (ActorKind::Token, Some(id.to_string()), row.map_or(String::new(), |row| row.name))
        }
        Actor::Link => (ActorKind::Link, None, "a signed link".to_owned()),
        Actor::System => (ActorKind::System, None, "Ocriva".to_owned()),
    };
    Ok(AuditActor { kind, id, name })
}

/// One page, newest first.
pub async fn list(
    db: &Db,
    scope: &impl Inside,
    filter: &AuditFilter,
    paging: Paging,
) -> Result<(Vec<AuditEntry>, u64), DbError> {
    let all = audit_entries::Entity::find().filter(wanted(scope.organization(), filter));
    let total = count::up_to_counted(db, all).await?;
    Ok((portion(db, scope, filter, paging).await?, total))
}

/// The same without counting.
pub async fn portion(
    db: &Db,
    scope: &impl Inside,
    filter: &AuditFilter,
    paging: Paging,
) -> Result<Vec<AuditEntry>, DbError> {
    let all = audit_entries::Entity::find().filter(wanted(scope.organization(), filter));
    let page = all.order_by_desc(audit_entries::Column::Sequence).offset(paging.offset()).limit(paging.limit);
    Ok(page.all(&db.pool).await?.into_iter().map(entry).collect())
}

/// At most `limit` entries, oldest first, from behind `after` on.
pub async fn walk(db: &Db, organization: &OrgId, after: i64, limit: u64) -> Result<Vec<Stored>, DbError> {
    audit_entries::Entity::find()
        .filter(audit_entries::Column::OrganizationId.eq(organization.clone()))
        .filter(audit_entries::Column::Sequence.gt(after))
        .order_by_asc(audit_entries::Column::Sequence)
        .limit(limit)
        .all(&db.pool)
        .await
}

/// The head as it stands; none where nothing was ever written.
pub async fn head_of(db: &Db, organization: &OrgId) -> Result<Option<Head>, DbError> {
    Ok(audit_heads::Entity::find_by_id(organization.clone()).one(&db.pool).await?.map(head))
}

/// Every organization that has a trail, whether it is still there or not.
pub async fn organizations(db: &Db) -> Result<Vec<OrgId>, DbError> {
    let heads = audit_heads::Entity::find().select_only().column(audit_heads::Column::OrganizationId);
    let mut all: Vec<OrgId> = heads.into_tuple().all(&db.pool).await?;
    // A head that was taken away is no reason not to look at its entries.
    let entries = audit_entries::Entity::find().select_only().column(audit_entries::Column::OrganizationId).distinct();
    all.extend(entries.into_tuple::<OrgId>().all(&db.pool).await?);
    all.sort();
    all.dedup();
    Ok(all)
}

/// The parts of a row that its hash holds.
#[must_use]
pub fn link(row: &Stored) -> Link<'_> {
    Link {
        previous_hash: &row.previous_hash,
        organization: row.organization_id.as_str(),
        sequence: row.sequence,
        id: row.id.as_str(),
        at: row.at,
        actor_kind: &row.actor_kind,
        actor_id: row.actor_id.as_deref(),
        actor_name: &row.actor_name,
        action: &row.action,
        entity_type: &row.entity_type,
        entity_id: &row.entity_id,
        entity_label: &row.entity_label,
        change: &row.change,
        ip: row.ip.as_deref(),
        user_agent: row.user_agent.as_deref(),
    }
}

fn wanted(organization: &OrgId, filter: &AuditFilter) -> Condition {
    use audit_entries::Column;
    let mut all = Condition::all().add(Column::OrganizationId.eq(organization.clone()));
    if let Some(actor) = &filter.actor {
        all = all.add(Column::ActorId.eq(actor));
    }
    if let Some(action) = &filter.action {
        let all_of_entity = || Column::Action.starts_with(format!("{action}."));
        all = all.add(if action.contains('.') { Column::Action.eq(action) } else { all_of_entity() });
    }
    if let Some(entity) = &filter.entity {
        all = all.add(Condition::any().add(Column::EntityType.eq(entity)).add(Column::EntityId.eq(entity)));
    }
    if let Some(text) = &filter.search {
        all = all.add(search(text));
    }
    all.add_option(filter.from.map(|from| Column::At.gte(from)))
        .add_option(filter.until.map(|until| Column::At.lt(until)))
        .add_option(filter.before.map(|before| Column::Sequence.lt(before)))
}

fn search(text: &str) -> Condition {
    use audit_entries::Column;
    let escaped: String = text
        .to_lowercase()
        .chars()
        .flat_map(|c| ['\\'].into_iter().filter(move |_| "%_\\".contains(c)).chain([c]))
        .collect();
    let columns =
        [Column::ActorName, Column::ActorId, Column::EntityLabel, Column::EntityId, Column::Action, Column::Ip];
    columns.into_iter().fold(Condition::any(), |any, column| {
        let pattern = LikeExpr::new(format!("%{escaped}%")).escape('\\');
        any.add(Expr::expr(Func::lower(Expr::col(column))).like(pattern))
    })
}

fn head(row: audit_heads::Model) -> Head {
    Head { sequence: row.sequence, hash: row.hash, seal: row.seal }
}

fn entry(row: Stored) -> AuditEntry {
    AuditEntry {
        id: row.id,
        organization_id: row.organization_id,
        sequence: row.sequence,
        action: row.action,
        actor: AuditActor { kind: ActorKind::parse(&row.actor_kind), id: row.actor_id, name: row.actor_name },
        entity: AuditEntity { kind: row.entity_type, id: row.entity_id, label: row.entity_label },
        change: serde_json::from_str(&row.change).unwrap_or_default(),
        ip: row.ip,
        user_agent: row.user_agent,
        created_at: row.at,
        hash: row.hash,
    }
}
