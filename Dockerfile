# Built in two steps, so that the image needs no build tools. Run by docker-compose.yml.
FROM docker.io/library/maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml ./
RUN mvn -B -ntp -q dependency:go-offline
COPY src ./src
COPY bench ./bench
RUN mvn -B -ntp -q -DskipTests package

# A newer runtime than the language level: smaller heaps and faster start for the same jar.
FROM docker.io/library/eclipse-temurin:25-jre
RUN groupadd --system --gid 10001 sync-image \
 && useradd --system --uid 10001 --gid sync-image --home-dir /app --no-create-home sync-image \
 && mkdir -p /app/data && chown sync-image:sync-image /app/data
WORKDIR /app
COPY --from=build /build/target/sync-image.jar ./
COPY --from=build /build/target/lib ./lib
COPY bin ./bin
COPY scripts/class-data.sh ./scripts/
COPY routes ./routes
COPY configs ./configs
ENV SYNC_IMAGE_HOME=/app SYNC_IMAGE_DATA=/app/data
RUN scripts/class-data.sh sync-image.jar
USER sync-image
VOLUME /app/data
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/bin/sync-image"]
CMD ["run"]
