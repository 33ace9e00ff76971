package io.github.syncimage.copy.docker;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the Docker daemon listens, as Docker's own client finds it.
 *
 * @param uri {@code unix:///var/run/docker.sock} or {@code tcp://host:port}
 * @param certificates folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem}, or null for plain TCP
 * @see <a href="https://docs.docker.com/reference/cli/docker/#environment-variables">Docker's variables</a>
 */
public record DaemonAddress(URI uri, Path certificates) {
    private static final String USUAL = "unix:///var/run/docker.sock";
    /** The registered port for Docker's API in plain; 2376 is the one with TLS. */
    private static final int PLAIN_PORT = 2375;

    private static final int TLS_PORT = 2376;

    /**
     * @param environment {@code DOCKER_HOST}, {@code DOCKER_TLS_VERIFY} and {@code DOCKER_CERT_PATH} count
     * @throws IllegalArgumentException saying what is wrong with {@code DOCKER_HOST}
     */
    public static DaemonAddress of(Map<String, String> environment) {
        String given = environment.getOrDefault("DOCKER_HOST", "").strip();
        URI uri = parse(given.isEmpty() ? USUAL : given);
        boolean tls = uri.getScheme().equals("tcp")
                && !environment.getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty();
        String folder = environment.getOrDefault("DOCKER_CERT_PATH", "");
        Path usual = Path.of(environment.getOrDefault("HOME", "/"), ".docker");
        return new DaemonAddress(uri, tls ? (folder.isEmpty() ? usual : Path.of(folder)) : null);
    }

    private static URI parse(String given) {
        try {
            URI uri = URI.create(given);
            boolean socket = "unix".equals(uri.getScheme())
                    && uri.getPath() != null
                    && uri.getPath().length() > 1;
            if (socket || "tcp".equals(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Reported below like every other wrong address.
        }
        throw new IllegalArgumentException("is neither unix:///path/to/docker.sock nor tcp://host:port");
    }

    boolean socket() {
        return uri.getScheme().equals("unix");
    }

    boolean tls() {
        return certificates != null;
    }

    /** The address with its port, for docker-java. */
    URI complete() {
        return socket() ? uri : URI.create("tcp://" + uri.getHost() + ":" + port());
    }

    private int port() {
        return uri.getPort() > 0 ? uri.getPort() : tls() ? TLS_PORT : PLAIN_PORT;
    }

    /** The options of a {@code docker:} endpoint that talks to this address. */
    String options() {
        String options = socket()
                ? "?socket=true&host=RAW(" + uri.getPath() + ")"
                : "?socket=false&host=RAW(" + uri.getHost() + ")&port=" + port();
        return tls() ? options + "&secure=true&tlsVerify=true&certPath=RAW(" + certificates + ")" : options;
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
