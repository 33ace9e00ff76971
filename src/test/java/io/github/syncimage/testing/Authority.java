package io.github.syncimage.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority of our own, made with the JDK's keytool in a folder of the test, and a server certificate that
 * it signed for {@code localhost}, {@code 127.0.0.1} and the names given:
 *
 * <pre>{@code
 * Authority authority = Authority.in(folder, "registry.example");
 * HttpsServer server = … new HttpsConfigurator(authority.server()) …
 * HostSettings settings = new HostSettings(…, authority.pem());
 * }</pre>
 */
public final class Authority {
    private static final String PASSWORD = "changeit";

    private final Path pem;
    private final Path serverStore;

    private Authority(Path pem, Path serverStore) {
        this.pem = pem;
        this.serverStore = serverStore;
    }

    public static Authority in(Path folder, String... names) {
        Path authority = folder.resolve("authority.p12");
        Path server = folder.resolve("server.p12");
        Path request = folder.resolve("server.csr");
        Path signed = folder.resolve("server.pem");
        Path pem = folder.resolve("authority.pem");
        String also = Stream.of(names).map(name -> ",dns:" + name).collect(Collectors.joining());
        keytool(authority, "-genkeypair -alias ca -keyalg EC -dname CN=Authority -ext bc:c");
        keytool(authority, "-exportcert -alias ca -rfc -file " + pem);
        keytool(server, "-genkeypair -alias server -keyalg EC -dname CN=server");
        keytool(server, "-certreq -alias server -file " + request);
        keytool(
                authority,
                "-gencert -alias ca -rfc -infile " + request + " -outfile " + signed
                        + " -ext san=dns:localhost,ip:127.0.0.1" + also);
        keytool(server, "-importcert -noprompt -alias ca -file " + pem);
        keytool(server, "-importcert -alias server -file " + signed);
        return new Authority(pem, server);
    }

    private static void keytool(Path store, String arguments) {
        String program =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String where = " -storetype PKCS12 -storepass " + PASSWORD + " -keystore " + store;
        ShellCommand.run(List.of((program + " " + arguments + where).split(" ")))
                .orThrow();
    }

    /** The authority's certificate, as {@code ca_file} takes it. */
    public Path pem() {
        return pem;
    }

    /** For a server. */
    public SSLContext server() {
        try (InputStream in = Files.newInputStream(serverStore)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
