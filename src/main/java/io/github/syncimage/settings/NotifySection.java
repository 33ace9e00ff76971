package io.github.syncimage.settings;

import io.github.syncimage.notify.Event;
import io.github.syncimage.notify.Receiver;
import io.github.syncimage.notify.Receiver.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads {@code notify}: who is told beside the issue.
 *
 * @param files of the configuration
 * @param served whose issues are read; empty where an App brings them
 */
record NotifySection(Values values, Home home, List<ConfigFile> files, List<Settings.Repository> served) {
    private static final List<String> KEYS =
            List.of("name", "kind", "url", "secret", "events", "repositories", "username", "password", "from", "to");
    private static final int LONGEST_SECRET = 64 * 1024;
    /** Both parts without what could begin another header or address. */
    private static final String ADDRESS = "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+";

    List<Receiver> read() {
        List<ConfigFile> holders = ConfigFile.holders(Keys.NOTIFY, files, values);
        if (holders.isEmpty()) {
            return List.of();
        }
        ConfigFile file = holders.get(0);
        Complaints complaints = file.complaints(values);
        Node section = file.section(Keys.NOTIFY);
        if (!(section instanceof SequenceNode list)) {
            complaints.refuse(section, Keys.NOTIFY, "a list of receivers is expected: - { name: …, kind: …, url: … }");
            return List.of();
        }
        List<Receiver> receivers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node item : list.getValue()) {
            String path = Keys.NOTIFY + "." + (receivers.size() + 1) + ".";
            if (item instanceof MappingNode map) {
                receivers.add(receiver(new YamlMap(map, path::concat, complaints), names));
            } else {
                complaints.refuse(item, Keys.NOTIFY, "a receiver is expected: { name: …, kind: …, url: … }");
            }
        }
        return receivers;
    }

    private Receiver receiver(YamlMap map, Set<String> names) {
        Optional<String> name = map.read("name", NotifySection::name);
        if (!map.has("name")) {
            map.complain("name", "is missing; log and metrics call the receiver by it");
        } else if (name.isPresent() && !names.add(name.get())) {
            map.complain("name", name.get() + " is given twice");
        }
        Optional<Kind> kind = map.read("kind", text -> constant(Kind.values(), text));
        if (!map.has("kind")) {
            map.complain("kind", "is missing; it is " + oneOf(Kind.values()));
        }
        boolean mail = kind.orElse(null) == Kind.MAIL;
        Optional<String> written = secret(map, "url");
        URI url = written.flatMap(text -> url(map, text, mail)).orElse(null);
        if (written.isEmpty() && !map.has("url") && !map.has("url_file")) {
            map.complain("url", "is missing");
        }
        Optional<String> secret = secret(map, "secret");
        if (secret.isPresent() && kind.isPresent() && !kind.get().signs()) {
            map.complain(map.has("secret") ? "secret" : "secret_file", kind.get() + " has none");
        }
        Set<Event.Type> events = events(map);
        Set<String> repositories = new HashSet<>(map.list("repositories", this::repository));
        if (isEmptyList(map, "repositories")) {
            map.complain("repositories", "there is none, so nothing would be sent; leave it out for all");
        }
        Receiver.Mail parts = mail ? mail(map, url) : null;
        if (kind.isPresent()) {
            map.finish(key -> KEYS.contains(key.replaceFirst("_file$", ""))
                    ? "is of mail alone"
                    : "unknown key; a receiver has " + String.join(", ", KEYS));
        }
        return new Receiver(
                name.orElse(""), kind.orElse(Kind.WEBHOOK), url, secret.orElse(null), events, repositories, parts);
    }

    private static String name(String text) {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,49}")) {
            throw new IllegalArgumentException(
                    "'" + Problem.excerpt(text) + "' is not a name of letters, digits, dots, dashes and underscores");
        }
        return text;
    }

    private static <E extends Enum<E>> E constant(E[] known, String text) {
        return Arrays.stream(known)
                .filter(constant -> constant.toString().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("'" + Problem.excerpt(text) + "' is not one of " + oneOf(known)));
    }

    private static String oneOf(Object[] known) {
        return Arrays.stream(known).map(Object::toString).collect(Collectors.joining(", "));
    }

    private static Set<Event.Type> events(YamlMap map) {
        Event.Type[] known =
                EnumSet.range(Event.Type.MIRRORED, Event.Type.UNWELL).toArray(Event.Type[]::new);
        Set<Event.Type> events = EnumSet.of(Event.Type.TEST);
        if (map.has("events")) {
            events.addAll(map.list("events", text -> constant(known, text)));
            if (isEmptyList(map, "events")) {
                map.complain("events", "there is none, so nothing would be sent; leave it out for all");
            }
        } else {
            events.addAll(List.of(known));
        }
        return events;
    }

    private static boolean isEmptyList(YamlMap map, String key) {
        return map.place(key) instanceof SequenceNode list && list.getValue().isEmpty();
    }

    private String repository(String text) {
        String name = Type.FULL_NAME.read(text).toLowerCase(Locale.ROOT);
        if (!served.isEmpty()
                && served.stream().noneMatch(known -> known.toString().equalsIgnoreCase(name))) {
            throw new IllegalArgumentException(
                    Problem.excerpt(text) + " is not one of the repositories that are served");
        }
        return name;
    }

    private Receiver.Mail mail(YamlMap map, URI url) {
        String from = map.read("from", NotifySection::address).orElse(null);
        List<String> to = map.list("to", NotifySection::address);
        if (!map.has("from")) {
            map.complain("from", "is missing");
        }
        if (!map.has("to")) {
            map.complain("to", "is missing");
        }
        Optional<String> username = map.read("username", Type.TEXT::read);
        Optional<String> password = secret(map, "password");
        boolean both = (map.has("password") || map.has("password_file")) == map.has("username");
        if (!both) {
            map.complain(map.has("username") ? "password" : "username", "is missing beside the other");
        }
        return new Receiver.Mail(username.orElse(null), password.orElse(null), from, to);
    }

    private static String address(String text) {
        if (!text.matches(ADDRESS)) {
            throw new IllegalArgumentException("'" + Problem.excerpt(text) + "' is not a mail address (name@host)");
        }
        return text;
    }

    /** Never quotes it: with a chat the address is a secret. */
    private static Optional<URI> url(YamlMap map, String text, boolean mail) {
        String key = map.has("url") ? "url" : "url_file";
        String expected = mail ? "smtp://host[:port] or smtps://host[:port]" : "an address (https://host/…)";
        try {
            URI url = new URI(text);
            List<String> schemes = mail ? List.of("smtp", "smtps") : List.of("http", "https");
            boolean bare = url.getRawPath() == null
                    || url.getRawPath().isEmpty()
                    || url.getRawPath().equals("/");
            if (schemes.contains(url.getScheme())
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getFragment() == null
                    && url.getPort() <= 65_535
                    && (!mail || bare && url.getRawQuery() == null)) {
                return Optional.of(url);
            }
        } catch (URISyntaxException e) {
            // Its message would quote the address.
        }
        map.complain(key, "the value is not " + expected);
        return Optional.empty();
    }

    /** A value that may come from a file, by {@code KEY_file}. */
    private Optional<String> secret(YamlMap map, String key) {
        Optional<String> given = map.read(key, text -> Type.SECRET.read(text).value());
        Optional<String> file = map.text(key + "_file");
        if (given.isPresent() && file.isPresent()) {
            map.complain(key, "both " + key + " and " + key + "_file are given; which one is meant?");
        } else if (file.isEmpty() && map.isEmpty(key)) {
            // A variable that is not set, say: without it the receiver would be another, or open to everybody.
            map.complain(key, "is empty");
        }
        return given.isPresent() ? given : file.flatMap(path -> content(map, key + "_file", path));
    }

    private Optional<String> content(YamlMap map, String key, String path) {
        try (var stream = Files.newInputStream(home.lookUp(Path.of(path)))) {
            String text = new String(stream.readNBytes(LONGEST_SECRET), StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                map.complain(key, "the file is empty");
            }
            return Optional.of(Type.SECRET.read(text).value()).filter(read -> !read.isEmpty());
        } catch (IOException e) {
            map.complain(key, "the file " + Problem.excerpt(path) + " cannot be read");
        } catch (IllegalArgumentException e) {
            map.complain(key, "the file does not hold one line of text");
        }
        return Optional.empty();
    }
}
