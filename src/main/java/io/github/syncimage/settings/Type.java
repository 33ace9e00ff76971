package io.github.syncimage.settings;

import io.github.syncimage.copy.plan.Dialect;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.naming.TargetNames.Naming;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.report.Language;
import io.github.syncimage.settings.Settings.CopyEngine;
import io.github.syncimage.settings.Settings.LogFormat;
import io.github.syncimage.settings.Settings.Role;
import io.github.syncimage.text.Hours;
import io.github.syncimage.text.Quantities;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.slf4j.event.Level;

/**
 * How a value is written.
 *
 * @param expected what a good value is, for messages: {@code a duration (500ms, 30s, 5m, 1h30m)}
 * @param list whether the file may give a YAML list
 * @param secret whether it is never printed
 * @param reader throws {@link IllegalArgumentException} for anything else
 */
public record Type<T>(String expected, boolean list, boolean secret, Function<String, T> reader) {
    private Type(String expected, boolean list, Function<String, T> reader) {
        this(expected, list, false, reader);
    }

    /** @throws IllegalArgumentException that says what is expected instead, without a secret's text */
    T read(String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            String given = secret ? "the value" : "'" + Problem.excerpt(text) + "'";
            throw new IllegalArgumentException(given + " is not " + expected, e);
        }
    }

    static final Type<String> TEXT = new Type<>("text", false, Type::line);
    static final Type<Secret> SECRET = new Type<>("text of one line", false, true, text -> new Secret(line(text)));
    static final Type<String> APP_ID =
            matching("the id of a GitHub App (123456, or its client id)", "[0-9]{1,18}|Iv[A-Za-z0-9.]{8,40}");
    static final Type<RSAPrivateKey> PRIVATE_KEY = new Type<>(
            "an RSA private key in PEM (BEGIN RSA PRIVATE KEY, or BEGIN PRIVATE KEY)",
            false,
            true,
            Type::readPrivateKey);
    static final Type<Secret> SECRETS = new Type<>("one line of text or several", false, true, Type::readSecrets);
    static final Type<String> BIND_ADDRESS =
            matching("an address of this machine (127.0.0.1, 0.0.0.0, ::)", "[A-Za-z0-9.:-]{1,255}");
    static final Type<String> OWNER =
            matching("a GitHub user or organization (the owner alone, without a slash)", "[A-Za-z0-9][A-Za-z0-9_-]*");
    private static final Type<String> LOGIN = matching("a GitHub user", "[A-Za-z0-9][A-Za-z0-9_-]*(?:\\[bot])?");
    static final Type<String> REPOSITORY = matching("a repository's name (without owner and slash)", "[A-Za-z0-9._-]+");
    static final Type<String> FULL_NAME =
            matching("owner/name", "[A-Za-z0-9][A-Za-z0-9_-]*/(?!\\.{1,2}$)[A-Za-z0-9._-]+");
    static final Type<String> REPOSITORIES =
            new Type<>("repositories (owner/name), separated by commas, or a list", true, text -> text);
    static final Type<String> RUN_ID = matching("a number", "[0-9]+");
    static final Type<String> LABEL = matching("a label of at most 50 characters without a comma", "[^,]{1,50}");
    static final Type<String> REGION = matching("a region (cn-southwest-2)", "[a-z0-9-]+");
    static final Type<String> REGION_PROJECT =
            matching("a project's name (cn-southwest-2, cn-southwest-2_team)", "[A-Za-z0-9_-]{1,64}");
    static final Type<Level> LOG_LEVEL = constant(Level.class);
    static final Type<LogFormat> LOG_FORMAT = constant(LogFormat.class);
    static final Type<Role> ROLE = constant(Role.class);
    static final Type<String> NODE =
            matching("a name of at most 50 letters, digits, dots, dashes and underscores", "[A-Za-z0-9._-]{1,50}");
    static final Type<Boolean> BOOLEAN = new Type<>("true or false", false, Type::readBoolean);
    static final Type<Duration> DURATION =
            new Type<>("a duration (500ms, 30s, 5m, 1h30m)", false, Quantities::duration);
    static final Type<Long> SIZE = new Type<>("a size (20GiB, 500MB, or a number of bytes)", false, Quantities::bytes);
    static final Type<Long> SIZE_OR_NONE = new Type<>(
            "0 or a size (20GiB, 500MB, or a number of bytes)",
            false,
            text -> text.equals("0") ? 0L : Quantities.bytes(text));
    static final Type<Hours> HOURS = new Type<>(
            "hours of a day (01:00-06:00, maybe with CRON_TZ=Asia/Shanghai before them)", false, Hours::parse);
    static final Type<Long> BANDWIDTH =
            new Type<>("a size of at least 64KiB, which is meant a second (20MiB)", false, text -> {
                long bytes = Quantities.bytes(text);
                if (bytes < HostSettings.LEAST_BANDWIDTH) {
                    throw new IllegalArgumentException();
                }
                return bytes;
            });
    static final Type<Path> PATH = new Type<>("a path", false, Path::of);
    static final Type<List<Path>> PATHS = new Type<>("paths, separated by commas", true, each(Path::of));
    static final Type<URI> URL = new Type<>("an address (https://host[:port][/path])", false, Type::readUrl);
    public static final Type<URI> PROXY =
            new Type<>("a proxy (http://[user:password@]host:port)", false, true, Type::readProxy);
    public static final Type<String> HOST =
            new Type<>("a registry host (quay.io, 127.0.0.1:5000)", false, Type::readHost);
    static final Type<String> NAMESPACE =
            new Type<>("a namespace (lower case, segments separated by slashes)", false, Type::readNamespace);
    static final Type<PlatformSelection> PLATFORMS =
            new Type<>("'all' or platforms (linux/amd64,linux/arm/v7)", true, PlatformSelection::asked);
    private static final Type<String> HOST_NAME =
            matching("a host's name", "[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?");
    static final Type<List<String>> USERS = new Type<>("GitHub users, separated by commas", true, each(OWNER.reader));
    static final Type<List<String>> HOST_NAMES =
            new Type<>("names of hosts, separated by commas, without ports", true, each(HOST_NAME.reader));
    static final Type<Map<String, String>> DENIED_USERS =
            new Type<>("GitHub users: a list, or a map from user to reason", true, Type::readReasons);
    static final Type<Dialect> DIALECT = constant(Dialect.class);
    static final Type<Naming> NAMING = constant(Naming.class);
    static final Type<CopyEngine> ENGINE = constant(CopyEngine.class);
    static final Type<SignatureMode> SIGNATURES = constant(SignatureMode.class);
    static final Type<Language> LANGUAGE = constant(Language.class);
    static final Type<String> DATABASE_URL = new Type<>(
            "a JDBC URL (jdbc:postgresql://host/name, jdbc:sqlite:file)",
            false,
            true,
            matching("", "jdbc:(?:postgresql|sqlite):\\S+").reader);

    /** A whole number between two bounds, both included. */
    static Type<Integer> number(int least, int most) {
        return new Type<>("a whole number from " + least + " to " + most, false, text -> {
            int number = Integer.parseInt(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException();
            }
            return number;
        });
    }

    private static Type<String> matching(String expected, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return new Type<>(expected, false, text -> {
            if (!compiled.matcher(text).matches()) {
                throw new IllegalArgumentException();
            }
            return text;
        });
    }

    private static <E extends Enum<E>> Type<E> constant(Class<E> type) {
        String words = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return new Type<>("one of " + words, false, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
    }

    private static String line(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException();
        }
        return text;
    }

    /** An http or https address without user, query and fragment; a slash at its end is dropped. */
    private static URI readUrl(String text) {
        URI address = URI.create(text.replaceFirst("/+$", ""));
        if (!isHttp(address) || address.getUserInfo() != null || address.getQuery() != null) {
            throw new IllegalArgumentException();
        }
        return address;
    }

    /** A proxy's address; {@code host:port} without a scheme is read as http, as curl does. */
    private static URI readProxy(String text) {
        URI address = URI.create((text.contains("://") ? text : "http://" + text).replaceFirst("/+$", ""));
        if (!isHttp(address) || !address.getPath().isEmpty() || address.getQuery() != null) {
            throw new IllegalArgumentException();
        }
        return address;
    }

    private static boolean isHttp(URI address) {
        boolean scheme = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        return scheme && address.getHost() != null && address.getFragment() == null && address.getPort() <= 65535;
    }

    /**
     * Reads an RSA key in PEM: PKCS#1 as GitHub gives it ({@code RSA PRIVATE KEY}), or PKCS#8 ({@code PRIVATE KEY}). Its
     * lines may be parted by line breaks, by {@code \\n} as people write into a variable, or by spaces.
     */
    static RSAPrivateKey readPrivateKey(String text) {
        String lines =
                text.replace("\\n", "\n").replace("\\r", "").replaceAll("-----(BEGIN|END) [A-Z ]+-----", "\n$0\n");
        try (PEMParser parser = new PEMParser(new StringReader(lines))) {
            Object read = parser.readObject();
            Object key = read instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : read;
            if (key instanceof PrivateKeyInfo info
                    && new JcaPEMKeyConverter().getPrivateKey(info) instanceof RSAPrivateKey rsa) {
                return rsa;
            }
            throw new IllegalArgumentException("no PEM of an RSA private key");
        } catch (IOException | RuntimeException broken) {
            // The parser throws whatever comes to it where it finds half a key, or an encrypted one.
            throw new IllegalArgumentException("no RSA private key", broken);
        }
    }

    private static Secret readSecrets(String text) {
        text.lines().forEach(Type::line);
        return new Secret(text);
    }

    private static <T> Function<String, List<T>> each(Function<String, T> reader) {
        return text -> Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .map(reader)
                .toList();
    }

    private static boolean readBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    /** Leaves it to the one reader of image names what a host is, and how Docker Hub's other names are spelled. */
    private static String readHost(String text) {
        ImageReference image = ImageReference.parse(text + "/a/b");
        if (!image.repository().path().equals("a/b")) {
            throw new IllegalArgumentException();
        }
        return image.host();
    }

    private static String readNamespace(String text) {
        if (!ImageReference.parse("localhost/" + text + "/image")
                .repository()
                .path()
                .equals(text + "/image")) {
            throw new InvalidReferenceException(text);
        }
        return text;
    }

    /** From {@code one, other}, or from {@code one: reason} on lines, as a map of the file comes in. */
    private static Map<String, String> readReasons(String text) {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String item : text.split(text.contains(":") ? "\n" : ",")) {
            String[] parts = item.split(":", 2);
            if (!item.isBlank()) {
                reasons.put(LOGIN.reader().apply(parts[0].strip()), parts.length == 2 ? line(parts[1].strip()) : "");
            }
        }
        return reasons;
    }
}
