# The jar and a Java machine with no more than it needs, on a plain Debian. Run by docker-compose.yml.
# docs/operating.md: behind a proxy, with another mirror of Maven or with other bases, for several architectures.
ARG BUILD_IMAGE=
ARG RUN_IMAGE=

# The bases where no others are named. By digest, which Dependabot moves: it reads these lines, and no ARG's default. The
# first is the machine's own architecture, the second the image's.
FROM --platform=$BUILDPLATFORM docker.io/library/maven:3.9-eclipse-temurin-25@sha256:d67198007bb4441b07d45587320f83154de80ece3608f80408ef14c6ea847753 AS build-base
FROM docker.io/library/maven:3.9-eclipse-temurin-25@sha256:d67198007bb4441b07d45587320f83154de80ece3608f80408ef14c6ea847753 AS java-base
FROM docker.io/library/debian:trixie-slim@sha256:3a39a0592364683e6bab97937b72cad5a8fa6dcbbee90edb3bb48c7f8e94f258 AS run-base

# The jar serves every architecture, so it is built once, by the machine's own.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE:-build-base} AS jar
ARG MAVEN_MIRROR=
ARG MAVEN_OPTS=
ARG REVISION=
ARG CREATED=
WORKDIR /build
COPY scripts/maven-mirror.sh scripts/ImageLibraries.java ./scripts/
COPY pom.xml ./
COPY src/main ./src/main
COPY configs/mirrors.yaml configs/reserved.yaml ./configs/
RUN --mount=type=cache,target=/root/.m2/repository \
    scripts/maven-mirror.sh "$MAVEN_MIRROR" \
 && mvn -B -ntp -q -Pwithout-tests \
      ${REVISION:+-Dgit.commit.id.abbrev="$(printf %.12s "$REVISION")"} ${CREATED:+-Dgit.commit.time="$(printf %.10s "$CREATED")"} package

FROM jar AS libraries
ARG TARGETARCH
RUN java scripts/ImageLibraries.java "$TARGETARCH" target/lib target/sync-image.jar

# A newer Java than the language level: smaller heaps and faster start for the same jar. All of Java SE, for routes that an
# operator writes and components that he adds; the archive of its own classes is what the program's is made on top of. It gives
# memory back that its compiler and libraries have freed. docs/decisions/0080-memory.md
FROM ${BUILD_IMAGE:-java-base} AS java
RUN jlink --add-modules java.se,jdk.crypto.ec,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs \
      --add-options="-XX:+UseCompactObjectHeaders -XX:TrimNativeHeapInterval=10000" \
      --strip-java-debug-attributes --no-header-files --no-man-pages --output /opt/java \
 && /opt/java/bin/java -XX:+UseSerialGC -Xshare:dump > /dev/null

FROM ${RUN_IMAGE:-run-base}
ARG VERSION=
ARG REVISION=
ARG CREATED=
LABEL org.opencontainers.image.title="sync-image" \
      org.opencontainers.image.description="Mirrors a container image when somebody files a GitHub issue" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"
ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:$PATH SYNC_IMAGE_HOME=/app SYNC_IMAGE_HTTP_HOST=0.0.0.0 SYNC_IMAGE_DATA=/app/data
COPY --from=java /opt/java /opt/java
# Some platforms run a container as a user of their own choice, who then has group 0.
RUN groupadd --gid 10001 sync-image \
 && useradd --uid 10001 --gid sync-image --home-dir /app --no-create-home --shell /usr/sbin/nologin sync-image \
 && mkdir -p /app/data && chown 10001:0 /app/data && chmod 2770 /app/data
WORKDIR /app
COPY --from=libraries /build/target/lib ./lib
COPY --from=libraries /build/target/sync-image.jar ./
COPY LICENSE ./
COPY bin ./bin
COPY scripts/class-data.sh ./scripts/
COPY routes ./routes
COPY configs ./configs
# A clone made under a umask of 077 has files that only its owner may read.
RUN chmod -R u=rwX,go=rX LICENSE bin scripts routes configs && scripts/class-data.sh sync-image.jar
# A number, so that Kubernetes can tell that it is not root.
USER 10001:10001
VOLUME /app/data
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/bin/sync-image"]
CMD ["run"]
