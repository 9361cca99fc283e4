# The server, its site and the models it reads with: one image, nothing fetched when it runs.
FROM rust:1.95-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*
WORKDIR /ocriva
COPY setup setup
RUN setup/wasm && setup/ocr-models
COPY . .
# Without the lines of backtraces: they are three quarters of the program.
RUN CARGO_PROFILE_RELEASE_DEBUG=0 cargo build --release --features site --bins && target/release/site

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl tesseract-ocr tesseract-ocr-tha tini \
    && rm -rf /var/lib/apt/lists/* \
    # Always the same number: volumes remember it.
    && useradd --system --uid 999 --home-dir /data ocriva \
    && install -d -o ocriva -g ocriva /data
WORKDIR /ocriva
COPY --from=build /ocriva/target/release/ocriva /usr/local/bin/ocriva
COPY --from=build /ocriva/target/site target/site
COPY --from=build /ocriva/models models
COPY Leptos.toml LICENSE ./
ENV OCRIVA_ADDR=0.0.0.0:3000 OCRIVA_DATA=/data OCRIVA_PUBLIC_URL=http://localhost:3000
USER ocriva
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD curl -fsS http://127.0.0.1:3000/health/live || exit 1
# The first process of a container inherits what a killed reader leaves behind, and has to bury it.
ENTRYPOINT ["tini", "--"]
CMD ["ocriva", "serve"]
