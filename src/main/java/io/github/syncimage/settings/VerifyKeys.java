package io.github.syncimage.settings;

import java.util.List;

/** The keys of one rule below {@link Keys#VERIFY_RULES}. */
public final class VerifyKeys {
    public static final String IMAGE = "image";
    public static final String TARGET = "target";
    public static final String KEYS = "keys";
    public static final String ISSUER = "keyless.issuer";
    public static final String SUBJECT = "keyless.subject";
    public static final String SUBJECT_REGEX = "keyless.subjectRegex";
    public static final String SKIP = "skip";
    public static final String DENY = "deny";
    public static final String FAILURE = "failure";

    private static final List<String> ALL =
            List.of(IMAGE, TARGET, KEYS, ISSUER, SUBJECT, SUBJECT_REGEX, SKIP, DENY, FAILURE);

    private VerifyKeys() {}

    public static boolean known(String name) {
        return ALL.contains(name);
    }

    /** Says what was probably meant by a key that a rule does not have. */
    public static String explain(String name) {
        return UnknownKey.nearest(ALL.stream(), name)
                .map(known -> "unknown key; did you mean " + known + "?")
                .orElse("unknown key; a rule has " + String.join(", ", ALL));
    }
}
