package io.github.syncimage.settings;

import com.google.re2j.Pattern;
import io.github.syncimage.settings.Values.Entry;
import io.github.syncimage.trust.ImagePattern;
import io.github.syncimage.trust.Signer;
import io.github.syncimage.trust.Signer.KeySigner;
import io.github.syncimage.trust.Signer.KeylessSigner;
import io.github.syncimage.trust.TrustedRoot;
import io.github.syncimage.trust.VerificationKey;
import io.github.syncimage.trust.VerifyRule;
import io.github.syncimage.trust.VerifyRule.Kind;
import io.github.syncimage.trust.VerifyRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads {@code verify}: its rules, and the files that they name. What cannot be read is a problem here, since a daemon that
 * started without it would mirror nothing, or everything.
 */
final class VerifySection {
    private static final List<String> KEYS = List.of(
            "image",
            "target",
            "keys",
            "keyless.issuer",
            "keyless.subject",
            "keyless.subjectRegex",
            "skip",
            "deny",
            "failure");

    /** Of a file that a setting names: a key, a trusted root. */
    private static final int LARGEST_FILE = 1024 * 1024;

    private final Values values;
    private final Home home;
    private final List<ConfigFile> given;

    /** @param usual the usual rules file, which may have the section too, or null */
    VerifySection(Values values, Home home, List<ConfigFile> files, ConfigFile usual) {
        this.values = values;
        this.home = home;
        List<ConfigFile> all = new ArrayList<>(files);
        if (usual != null) {
            usual.entries().stream().filter(VerifySection::isOf).forEach(values::put);
            all.add(usual);
        }
        given = ConfigFile.holders(Keys.VERIFY_RULES, all, values);
    }

    static boolean isOf(Entry entry) {
        return entry.path().startsWith("verify.");
    }

    VerifyRules read() {
        TrustedRoot root = root();
        List<VerifyRule> rules = new ArrayList<>();
        if (!given.isEmpty()) {
            ConfigFile file = given.get(0);
            Complaints complaints = file.complaints(values);
            Node section = file.section(Keys.VERIFY_RULES);
            if (!(section instanceof SequenceNode list)) {
                complaints.refuse(section, Keys.VERIFY_RULES, "a list of rules is expected");
            } else if (list.getValue().isEmpty()) {
                values.report(file.path().toString(), Keys.VERIFY_RULES, "there is none, so nothing would be verified");
            } else {
                list.getValue().forEach(item -> rule(item, root, complaints).ifPresent(rules::add));
            }
        }
        return new VerifyRules(rules, root);
    }

    /** Null where none is given, or it is wrong and that was reported. */
    private TrustedRoot root() {
        Path path = values.get(Keys.VERIFY_TRUSTED_ROOT);
        try {
            return path == null ? null : TrustedRoot.parse(file(path));
        } catch (IllegalArgumentException e) {
            values.report(Keys.VERIFY_TRUSTED_ROOT, path + " " + e.getMessage());
            return null;
        }
    }

    /** @throws IllegalArgumentException in words that follow the file's name */
    private byte[] file(Path path) {
        try (InputStream file = Files.newInputStream(home.lookUp(path))) {
            byte[] bytes = file.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new IllegalArgumentException("is larger than 1 MiB");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("does not exist", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read", e);
        }
    }

    /** Empty where it is wrong, which was told. */
    private Optional<VerifyRule> rule(Node item, TrustedRoot root, Complaints complaints) {
        if (!(item instanceof MappingNode node) || node.getValue().isEmpty()) {
            complaints.refuse(item, Keys.VERIFY_RULES, "a rule is expected: { image: …, keys: […] }");
            return Optional.empty();
        }
        int before = complaints.problems().size();
        YamlMap rule = new YamlMap(node, key -> Keys.VERIFY_RULES + " " + Problem.excerpt(key), complaints);
        // A variable that is not set, say: without its image the rule would be about something else.
        rule.keys().stream()
                .filter(key -> KEYS.contains(key) && rule.isEmpty(key))
                .forEach(key -> rule.complain(key, "is empty"));
        ImagePattern image = rule.read("image", ImagePattern::parse).orElse(null);
        ImagePattern target = rule.read("target", ImagePattern::parse).orElse(null);
        Signer keys = rule.has("keys") ? new KeySigner(rule.list("keys", this::key)) : null;
        Signer keyless = rule.has("keyless") ? keyless(rule, root, complaints) : null;
        boolean skip = rule.flag("skip").orElse(false);
        boolean deny = rule.flag("deny").orElse(false);
        boolean warns = rule.value("failure", "one of refuse, warn", VerifySection::warns)
                .orElse(false);
        rule.finish(VerifySection::unknown);
        // Where a key is misspelt, what seems to be missing is that.
        if (complaints.problems().size() == before) {
            if (image == null && target == null) {
                rule.complain("image", "is missing: image, target or both say what the rule is about");
            }
            if (Stream.of(keys != null, keyless != null, skip, deny)
                            .filter(asked -> asked)
                            .count()
                    != 1) {
                String expected = "one of keys, keyless, skip: true and deny: true is expected";
                complaints.refuse(node, Keys.VERIFY_RULES, expected);
            } else if ((skip || deny) && rule.has("failure")) {
                rule.complain("failure", "means nothing beside skip and deny");
            }
        }
        Kind kind = skip ? Kind.SKIP : deny ? Kind.DENY : Kind.SIGNED;
        return complaints.problems().size() > before
                ? Optional.empty()
                : Optional.of(new VerifyRule(
                        image, target, kind, keys == null ? keyless : keys, warns, complaints.place(node)));
    }

    private static boolean warns(String failure) {
        if (!failure.equals("warn") && !failure.equals("refuse")) {
            throw new IllegalArgumentException();
        }
        return failure.equals("warn");
    }

    private KeySigner.KeyFile key(String name) {
        try {
            String pem = new String(file(Path.of(name)), StandardCharsets.UTF_8);
            return new KeySigner.KeyFile(name, VerificationKey.readPem(pem));
        } catch (IllegalArgumentException e) {
            String file = name.isEmpty() ? "a file without a name" : Problem.excerpt(name);
            throw new IllegalArgumentException(file + " " + e.getMessage(), e);
        }
    }

    private Signer keyless(YamlMap rule, TrustedRoot root, Complaints complaints) {
        int before = complaints.problems().size();
        YamlMap keyless = rule.map("keyless");
        String issuer = keyless.text("issuer").orElse("");
        String subject = keyless.text("subject").orElse(null);
        Pattern pattern = keyless.value("subjectRegex", "a regular expression", Pattern::compile)
                .orElse(null);
        keyless.finish(key -> unknown("keyless." + key));
        if (complaints.problems().size() == before) {
            if (issuer.isEmpty()) {
                keyless.complain("issuer", "is missing: the URL of who vouches for the signer");
            }
            if ((subject == null) == (pattern == null)) {
                rule.complain("keyless", "either subject or subjectRegex is expected");
            }
            if (!values.has(Keys.VERIFY_TRUSTED_ROOT)) {
                rule.complain("keyless", "needs " + Keys.VERIFY_TRUSTED_ROOT.path() + ", which is not given");
            }
        }
        return new KeylessSigner(issuer, subject, pattern, root);
    }

    private static String unknown(String key) {
        return Keys.nearest(KEYS.stream(), key)
                .map(known -> "unknown key; did you mean " + known + "?")
                .orElse("unknown key; a rule has " + String.join(", ", KEYS));
    }

    List<Problem> warnings(VerifyRules read) {
        List<Problem> warnings = new ArrayList<>();
        read.neverReached()
                .forEach(rule -> warnings.add(new Problem(
                        rule.source(),
                        Keys.VERIFY_RULES,
                        rule.about() + " is never reached: a rule before it matches all that it matches, and the first"
                                + " that matches wins")));
        if (read.root() != null && read.rules().stream().noneMatch(VerifyRule::keyless)) {
            String unused = "is not used: no rule of " + Keys.VERIFY_RULES + " is keyless";
            warnings.add(values.about(Keys.VERIFY_TRUSTED_ROOT, unused));
        }
        return warnings;
    }
}
