package io.github.syncimage.cli;

import io.github.syncimage.settings.Keys;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The document of a daemon that is alone with its file: what runs and waits it has in memory, so it is asked itself, by
 * the ports that it opens on this machine.
 */
record OwnStatus(String database, Settings settings) {
    private static final int PATIENCE_MILLIS = 5_000;

    /** @throws IOException where no daemon answers */
    Map<String, Object> document() throws IOException {
        Map<String, Object> ready = operators("/observe/health/ready");
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("database", database);
        document.put("shared", false);
        document.put("daemons", List.of(daemon(ready)));
        if (settings.get(Keys.PAGE_PORT) > 0) {
            Map<String, Object> now = page("/api/v1/now");
            Map<String, Object> line = page("/api/v1/queue");
            document.put("running", Json.list(now, "running"));
            document.put("queue", Json.list(line, "queue"));
            document.put("held", Json.list(now, "held"));
        }
        Map<String, Object> watches = operators("/api/v1/watches");
        document.put("watches", Json.list(watches, "watches"));
        document.put("limits", limits());
        return document;
    }

    private Map<String, Object> daemon(Map<String, Object> ready) {
        return Json.of(
                "role",
                "all",
                "alive",
                true,
                "ready",
                "UP".equals(Json.text(ready, "status")),
                "workers",
                settings.get(Keys.CONCURRENT_REQUESTS));
    }

    private List<Object> limits() throws IOException {
        Map<String, Object> limits = operators("/api/v1/limits");
        List<Object> all = new ArrayList<>();
        Map<String, Object> gitHub = Json.of("of", "github", "name", "token");
        gitHub.putAll(Json.object(limits, "github"));
        all.add(gitHub);
        for (Map<String, Object> host : Json.objects(limits, "hosts")) {
            Map<String, Object> limit = Json.of("of", "registry", "name", Json.text(host, "host"));
            limit.putAll(host);
            limit.remove("host");
            all.add(limit);
        }
        return all;
    }

    private Map<String, Object> operators(String path) throws IOException {
        return read(settings.get(Keys.HTTP_HOST), settings.get(Keys.HTTP_PORT), "app.http_port", path);
    }

    private Map<String, Object> page(String path) throws IOException {
        return read(settings.get(Keys.PAGE_HOST), settings.get(Keys.PAGE_PORT), "page.port", path);
    }

    private static Map<String, Object> read(String host, int port, String key, String path) throws IOException {
        URI address = URI.create("http://" + reached(host) + ":" + port + path);
        if (port == 0) {
            throw new IOException("the daemon keeps what runs and waits in memory and opens no port to be asked at: "
                    + key + " is 0");
        }
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        try {
            // Not ready is an answer, too.
            boolean refused = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
            try (var in = refused ? connection.getErrorStream() : connection.getInputStream()) {
                return Json.read(in.readAllBytes());
            }
        } catch (IOException e) {
            throw new IOException("no daemon answers at " + address + ": " + e.getMessage(), e);
        } finally {
            connection.disconnect();
        }
    }

    /** The host of an URL at which something is reached on this machine that listens there. */
    private static String reached(String host) {
        if (host.equals("0.0.0.0") || host.matches("[0:]+")) {
            return "127.0.0.1";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
