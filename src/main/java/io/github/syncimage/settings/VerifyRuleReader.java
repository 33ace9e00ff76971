package io.github.syncimage.settings;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.github.syncimage.trust.ImagePattern;
import io.github.syncimage.trust.KeySigner;
import io.github.syncimage.trust.KeylessSigner;
import io.github.syncimage.trust.PemKeys;
import io.github.syncimage.trust.Signer;
import io.github.syncimage.trust.TrustedRoot;
import io.github.syncimage.trust.VerifyRule;
import io.github.syncimage.trust.VerifyRule.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads one rule, and tells everything that is wrong with it. */
final class VerifyRuleReader {
    private final Map<String, Entry> given = new LinkedHashMap<>();
    private final String source;
    private final SmallFiles files;
    private final TrustedRoot root;
    private final boolean rootGiven;
    private final Consumer<Problem> problems;
    private boolean wrong;

    /**
     * @param entries not empty
     * @param root null where none is given, or where it is wrong
     */
    VerifyRuleReader(
            List<Entry> entries, SmallFiles files, TrustedRoot root, boolean rootGiven, Consumer<Problem> problems) {
        this.source = entries.get(0).source();
        this.files = files;
        this.root = root;
        this.rootGiven = rootGiven;
        this.problems = problems;
        for (Entry entry : entries) {
            if (VerifyKeys.known(entry.path())) {
                given.put(entry.path(), entry);
            } else {
                report(entry.source(), entry.path(), VerifyKeys.explain(entry.path()));
            }
        }
    }

    /** Empty where it is wrong, which was told. */
    Optional<VerifyRule> read() {
        ImagePattern image = pattern(VerifyKeys.IMAGE);
        ImagePattern target = pattern(VerifyKeys.TARGET);
        if (!given.containsKey(VerifyKeys.IMAGE) && !given.containsKey(VerifyKeys.TARGET)) {
            report(source, VerifyKeys.IMAGE, "is missing: image, target or both say what the rule is about");
        }
        Kind kind = kind();
        Signer signer = kind == Kind.SIGNED ? signer() : null;
        boolean warns = warns(kind);
        return wrong ? Optional.empty() : Optional.of(new VerifyRule(image, target, kind, signer, warns, source));
    }

    private ImagePattern pattern(String name) {
        Entry entry = given.get(name);
        if (entry == null) {
            return null;
        }
        if (entry.text().isEmpty()) {
            // A variable that is not set, say: without this pattern the rule would be about something else.
            report(entry, "is empty");
            return null;
        }
        try {
            return ImagePattern.parse(entry.text());
        } catch (IllegalArgumentException e) {
            report(entry, e.getMessage());
            return null;
        }
    }

    private Kind kind() {
        boolean keyless = given.keySet().stream().anyMatch(name -> name.startsWith("keyless."));
        List<Kind> asked = new ArrayList<>();
        if (given.containsKey(VerifyKeys.KEYS)) {
            asked.add(Kind.SIGNED);
        }
        if (keyless) {
            asked.add(Kind.SIGNED);
        }
        if (flag(VerifyKeys.SKIP)) {
            asked.add(Kind.SKIP);
        }
        if (flag(VerifyKeys.DENY)) {
            asked.add(Kind.DENY);
        }
        if (asked.size() == 1) {
            return asked.get(0);
        }
        if (!asked.isEmpty() || !wrong) {
            report(source, null, "one of keys, keyless, skip: true and deny: true is expected");
        }
        return null;
    }

    private boolean flag(String name) {
        Entry entry = given.get(name);
        if (entry == null) {
            return false;
        }
        switch (entry.text()) {
            case "true":
                return true;
            case "false":
                return false;
            default:
                report(entry, "'" + Excerpt.of(entry.text()) + "' is not true or false");
                return false;
        }
    }

    private boolean warns(Kind kind) {
        Entry entry = given.get(VerifyKeys.FAILURE);
        if (entry == null) {
            return false;
        }
        if (kind == Kind.SKIP || kind == Kind.DENY) {
            report(entry, "means nothing beside skip and deny");
        } else if (!entry.text().equals("warn") && !entry.text().equals("refuse")) {
            report(entry, "'" + Excerpt.of(entry.text()) + "' is not one of refuse, warn");
        }
        return entry.text().equals("warn");
    }

    private Signer signer() {
        return given.containsKey(VerifyKeys.KEYS) ? keys(given.get(VerifyKeys.KEYS)) : keyless();
    }

    private Signer keys(Entry entry) {
        List<KeySigner.KeyFile> read = new ArrayList<>();
        for (String item : entry.text().split(",")) {
            String name = item.strip();
            try {
                byte[] pem = files.read(Path.of(name));
                read.add(new KeySigner.KeyFile(name, PemKeys.read(new String(pem, StandardCharsets.UTF_8))));
            } catch (InvalidPathException e) {
                report(entry, "'" + Excerpt.of(name) + "' is no path");
            } catch (IllegalArgumentException e) {
                report(entry, (name.isEmpty() ? "a file without a name" : Excerpt.of(name)) + " " + e.getMessage());
            }
        }
        return new KeySigner(read);
    }

    private Signer keyless() {
        String issuer = text(VerifyKeys.ISSUER);
        String subject = text(VerifyKeys.SUBJECT);
        String regex = text(VerifyKeys.SUBJECT_REGEX);
        // Where a key is misspelt, what seems to be missing is that.
        if (issuer.isEmpty() && !wrong) {
            report(source, VerifyKeys.ISSUER, "is missing: the URL of who vouches for the signer");
        }
        if (subject.isEmpty() == regex.isEmpty() && !wrong) {
            report(source, "keyless", "either subject or subjectRegex is expected");
        }
        if (!rootGiven) {
            report(source, "keyless", "needs " + Keys.VERIFY_TRUSTED_ROOT.path() + ", which is not given");
        }
        Pattern pattern = regex.isEmpty() ? null : pattern(given.get(VerifyKeys.SUBJECT_REGEX));
        return new KeylessSigner(issuer, subject.isEmpty() ? null : subject, pattern, root);
    }

    private Pattern pattern(Entry entry) {
        try {
            return Pattern.compile(entry.text());
        } catch (PatternSyntaxException e) {
            report(entry, "'" + Excerpt.of(entry.text()) + "' is no regular expression: " + e.getDescription());
            return null;
        }
    }

    private String text(String name) {
        return given.containsKey(name) ? given.get(name).text() : "";
    }

    private void report(Entry entry, String message) {
        report(entry.source(), entry.path(), message);
    }

    private void report(String at, String key, String message) {
        wrong = true;
        problems.accept(new Problem(
                at, Keys.VERIFY_RULES + (key == null ? "" : " " + Excerpt.of(key)), Excerpt.sentence(message)));
    }
}
