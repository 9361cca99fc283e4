# The server, its site and the models it reads with: one image, nothing fetched when it runs.
FROM rust:1.95-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*
WORKDIR /ocriva
COPY setup setup
RUN setup/wasm
COPY . .
RUN setup/ocr-models
RUN cargo build --release --features site --bins && target/release/site

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl tesseract-ocr tesseract-ocr-tha \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /data --create-home ocriva
WORKDIR /ocriva
COPY --from=build /ocriva/target/release/ocriva /usr/local/bin/ocriva
COPY --from=build /ocriva/target/site target/site
COPY --from=build /ocriva/models models
COPY Leptos.toml LICENSE ./
ENV OCRIVA_ADDR=0.0.0.0:3000 OCRIVA_DATA=/data
USER ocriva
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD curl -fsS http://127.0.0.1:3000/health/live || exit 1
CMD ["ocriva", "serve"]
