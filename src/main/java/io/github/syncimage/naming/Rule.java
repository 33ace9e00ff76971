package io.github.syncimage.naming;

/**
 * One upstream that is served, or images that are not.
 *
 * @param pattern as the operator wrote it, {@code ^gcr.io}
 * @param privately whether issues get images that only a login can read
 * @param prefix put before the path in {@link Naming#QUALIFIED} names; may be empty; {@link #DENY} denies
 */
record Rule(RulePattern pattern, String prefix, boolean privately) {
    /** In a prefix's place: what matches is refused. So no prefix can be called that. */
    static final String DENY = "deny";

    boolean denies() {
        return prefix.equals(DENY);
    }
}
