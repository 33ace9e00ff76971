package io.github.syncimage.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadValuesTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "github.user                    | a/b                | 'a/b' is not a GitHub user or organization (the owner alone, without a slash)",
                "github.repo                    | owner/name         | 'owner/name' is not a repository's name (without owner and slash)",
                "github.run_id                  | latest             | 'latest' is not a number",
                "github.api_url                 | api.github.com     | 'api.github.com' is not an address (https://host[:port][/path])",
                "github.api_url                 | ftp://a/           | 'ftp://a/' is not an address (https://host[:port][/path])",
                "github.api_url                 | https://me:pw@h/   | 'https://me:pw@h/' is not an address (https://host[:port][/path])",
                "github.api_url                 | https://h:99999    | 'https://h:99999' is not an address (https://host[:port][/path])",
                "github.poll_interval           | 30                 | '30' is not a duration (500ms, 30s, 5m, 1h30m)",
                "github.poll_interval           | 30 seconds         | '30 seconds' is not a duration (500ms, 30s, 5m, 1h30m)",
                "github.poll_interval           | -5s                | '-5s' is not a duration (500ms, 30s, 5m, 1h30m)",
                "github.poll_interval           | 0s                 | '0s' is not a duration (500ms, 30s, 5m, 1h30m)",
                "github.poll_interval           | 5ms                | is shorter than 100ms",
                "github.label                   | a,b                | 'a,b' is not a label of at most 50 characters without a comma",
                "github.app.id                  | my app             | 'my app' is not the id of a GitHub App (123456, or its client id)",
                "webhook.port                   | 65536              | '65536' is not a whole number from 0 to 65535",
                "webhook.port                   | 8080               | is the port of app.http_port, too",
                "page.port                      | 8080               | is the port of app.http_port, too",
                "page.url                       | mirror             | 'mirror' is not an address (https://host[:port][/path])",
                "webhook.host                   | http://a/          | 'http://a/' is not an address of this machine (127.0.0.1, 0.0.0.0, ::)",
                "platforms                      | linux/             | 'linux/' is not 'all' or platforms (linux/amd64,linux/arm/v7)",
                "platforms                      | all,linux/amd64/v1/x | 'all,linux/amd64/v1/x' is not 'all' or platforms (linux/amd64,linux/arm/v7)",
                "registries.generic.registry    | https://quay.io    | 'https://quay.io' is not a registry host (quay.io, 127.0.0.1:5000)",
                "registries.generic.registry    | quay.io/team       | 'quay.io/team' is not a registry host (quay.io, 127.0.0.1:5000)",
                "registries.generic.registry    | registry           | 'registry' is not a registry host (quay.io, 127.0.0.1:5000)",
                "registries.generic.namespace   | Team               | 'Team' is not a namespace (lower case, segments separated by slashes)",
                "registries.generic.namespace   | a//b               | 'a//b' is not a namespace (lower case, segments separated by slashes)",
                "registries.generic.namespace   | /a                 | '/a' is not a namespace (lower case, segments separated by slashes)",
                "registries.generic.dialect     | schema2            | 'schema2' is not one of auto, oci, docker",
                "registries.huawei_swr.region   | CN North           | 'CN North' is not a region (cn-southwest-2)",
                "registries.huawei_swr.endpoint | swr-api            | 'swr-api' is not an address (https://host[:port][/path])",
                "registries.huawei_swr.create_namespace | maybe      | 'maybe' is not true or false",
                "registries.hosts.a.b.plain_http | maybe             | 'maybe' is not true or false",
                "registries.hosts.a.b.bandwidth     | 20                 | '20' is not a size of at least 64KiB, which is meant a second (20MiB)",
                "registries.hosts.a.b.bandwidth     | 20MiB/s            | '20MiB/s' is not a size of at least 64KiB, which is meant a second (20MiB)",
                "registries.hosts.a.b.bandwidth     | 0                  | '0' is not a size of at least 64KiB, which is meant a second (20MiB)",
                "registries.hosts.a.b.max_connections | 0            | '0' is not a whole number from 1 to 256",
                "registries.hosts.a.b.endpoint  | a.b:1/c?d          | 'a.b:1/c?d' is not an address (https://host[:port][/path])",
                "registries.hosts.a.b.proxy     | http://me:secret@h:1/x | the value is not a proxy (http://[user:password@]host:port)",
                "registries.hosts.a.b.proxy     | socks5://h:1       | the value is not a proxy (http://[user:password@]host:port)",
                "naming                         | flat               | 'flat' is not one of image, qualified",
                "limits.images_per_issue        | 0                  | '0' is not a whole number from 1 to 100",
                "limits.concurrent_requests     | two                | 'two' is not a whole number from 1 to 64",
                "limits.concurrent_blobs        | 0                  | '0' is not a whole number from 1 to 256",
                "limits.image_size              | 20G                | '20G' is not a size (20GiB, 500MB, or a number of bytes)",
                "limits.image_size              | 9999999TiB         | '9999999TiB' is not a size (20GiB, 500MB, or a number of bytes)",
                "limits.image_size              | 0                  | '0' is not a size (20GiB, 500MB, or a number of bytes)",
                "limits.small_image             | 20G                | '20G' is not 0 or a size (20GiB, 500MB, or a number of bytes)",
                "limits.large_images            | at night           | 'at night' is not hours of a day (01:00-06:00, maybe with CRON_TZ=Asia/Shanghai before them)",
                "limits.large_images            | 01:00-25:00        | '01:00-25:00' is not hours of a day (01:00-06:00, maybe with CRON_TZ=Asia/Shanghai before them)",
                "limits.large_images            | 01:00-01:00        | '01:00-01:00' is not hours of a day (01:00-06:00, maybe with CRON_TZ=Asia/Shanghai before them)",
                "limits.large_images            | CRON_TZ=Mars/Base 01:00-06:00 | 'CRON_TZ=Mars/Base 01:00-06:00' is not hours of a day (01:00-06:00, maybe with CRON_TZ=Asia/Shanghai before them)",
                "limits.requests_per_user_per_day | -1               | '-1' is not a whole number from 0 to 1000000",
                "limits.bytes_per_user_per_day  | 20G                | '20G' is not 0 or a size (20GiB, 500MB, or a number of bytes)",
                "limits.bytes_per_user_per_day  | -1                 | '-1' is not 0 or a size (20GiB, 500MB, or a number of bytes)",
                "limits.trusted_users           | a b                | 'a b' is not GitHub users, separated by commas",
                "copy.engine                    | podman             | 'podman' is not one of registry, docker",
                "report.language                | fr                 | 'fr' is not one of zh, en",
                "app.http_host                  | http://a/          | 'http://a/' is not an address of this machine (127.0.0.1, 0.0.0.0, ::)",
                "app.http_hosts                 | mirror:8080        | 'mirror:8080' is not names of hosts, separated by commas, without ports",
                "app.http_port                  | 65536              | '65536' is not a whole number from 0 to 65535",
                "app.http_port                  | 99999999999        | '99999999999' is not a whole number from 0 to 65535",
                "app.database_url               | postgresql://u:secret@h/d | the value is not a JDBC URL (jdbc:postgresql://host/name, jdbc:sqlite:file)",
                "app.database_url               | jdbc:mysql://h/d | the value is not a JDBC URL (jdbc:postgresql://host/name, jdbc:sqlite:file)",
                "app.log_level                  | loud               | 'loud' is not one of error, warn, info, debug, trace",
                "app.debug                      | *                  | '*' is not true or false",
            })
    void isRefused(String path, String text, String message) {
        assertThat(Given.home(home).commandLine(path, text).problems())
                .containsExactly("command line: " + path + ": " + message);
    }

    @ParameterizedTest
    @CsvSource({"registries.hosts.quay.endpoint, quay", "registries.hosts.a/b.endpoint, a/b"})
    void aHostThatIsNone(String path, String host) {
        assertThat(Given.home(home).commandLine(path, "https://a.b").problems())
                .containsExactly("command line: registries.hosts." + host + ": '" + host
                        + "' is not a registry host (quay.io, 127.0.0.1:5000)");
    }
}
