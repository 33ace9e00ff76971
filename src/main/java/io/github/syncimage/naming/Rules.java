package io.github.syncimage.naming;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.InvalidReferenceException;
import io.github.syncimage.image.Repository;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The upstreams that are served and the prefix each gives to {@link TargetNames.Naming#QUALIFIED} names: ordered, the first that
 * matches wins, and a source that none matches, or one that denies, is refused.
 *
 * @param rules in the operator's order
 */
public record Rules(List<Rule> rules) {
    private static final Pattern PREFIX = Pattern.compile("(?:[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)?");

    /** The upstreams that are served where nothing else is configured; {@code configs/rules.yaml} has the same. */
    public static final Rules DEFAULT = of(usualUpstreams());

    public Rules {
        rules = List.copyOf(rules);
    }

    /**
     * Reads patterns and their prefixes.
     *
     * @param prefixes from pattern to prefix, in order; a null prefix is an empty one
     * @throws InvalidRulesException with everything that is wrong, at once
     */
    public static Rules of(Map<String, String> prefixes) {
        return of(prefixes, Set.of());
    }

    /** @param privately patterns whose sources may be private, though anybody may ask for them */
    public static Rules of(Map<String, String> prefixes, Set<String> privately) {
        List<Rule> rules = new ArrayList<>();
        Map<String, String> problems = new LinkedHashMap<>();
        prefixes.forEach((pattern, prefix) -> {
            try {
                rules.add(new Rule(
                        RulePattern.parse(pattern),
                        checkedPrefix(prefix == null ? "" : prefix),
                        privately.contains(pattern)));
            } catch (InvalidReferenceException e) {
                problems.put(pattern, e.getMessage());
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidRulesException(problems);
        }
        return new Rules(rules);
    }

    private static String checkedPrefix(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) {
            if (prefix.equalsIgnoreCase(Rule.DENY)) {
                throw new InvalidReferenceException("'" + Rule.DENY + "' is written in lower case");
            }
            throw new InvalidReferenceException(
                    "the prefix '" + prefix + "' is no part of a repository name (lower case, digits, . _ - between)");
        }
        return prefix;
    }

    /** The rule that serves this source; empty where none does. */
    public Optional<Rule> match(ImageReference source) {
        return first(source).filter(rule -> !rule.denies());
    }

    /** A rule says that this source is not served. */
    public boolean deny(ImageReference source) {
        return first(source).filter(Rule::denies).isPresent();
    }

    /** The operator lets issues have images of this source that only a login can read. */
    public boolean servesPrivately(ImageReference source) {
        return match(source).filter(Rule::privately).isPresent();
    }

    private Optional<Rule> first(ImageReference source) {
        return rules.stream()
                .filter(rule -> rule.pattern().matches(source.repository().toString()))
                .findFirst();
    }

    /** Patterns that deny nothing, because a rule before them serves all that they match. */
    public List<String> deniedTooLate() {
        return rules.stream()
                .filter(Rule::denies)
                .filter(late -> rules.subList(0, rules.indexOf(late)).stream()
                        .anyMatch(rule -> !rule.denies() && rule.pattern().covers(late.pattern())))
                .map(rule -> rule.pattern().toString())
                .toList();
    }

    private Stream<Rule> serving() {
        return rules.stream().filter(rule -> !rule.denies());
    }

    /** The upstreams that are served, for messages: {@code gcr.io}, {@code quay.io}; patterns as they are. */
    public List<String> supported() {
        return serving().map(rule -> rule.pattern().plain()).distinct().toList();
    }

    /**
     * This source has a right to the prefix of its rule: rules may share a prefix, but names with it belong to
     * the first host that has it, and a rule for many hosts gives it to none.
     */
    boolean owns(Repository source, String prefix) {
        return serving()
                .filter(rule -> rule.prefix().equals(prefix))
                .findFirst()
                .flatMap(rule -> rule.pattern().literalHost())
                .filter(host -> new Repository(host, source.path()).upstream().equals(source.upstream()))
                .isPresent();
    }

    /** A name without a mark could be one of a rule with a longer prefix. */
    boolean belongsToLongerPrefix(String name, String prefix) {
        return serving()
                .map(Rule::prefix)
                .anyMatch(other -> other.length() > prefix.length() && name.startsWith(other + "."));
    }

    /** Some source's qualified name may be this one. Those that have no dot carry a mark: {@link TargetNames}. */
    boolean mayQualify(String name) {
        boolean marked = TargetNames.ENDS_LIKE_MARKED.matcher(name).matches();
        return serving()
                .map(Rule::prefix)
                .anyMatch(
                        prefix -> prefix.isEmpty() ? name.indexOf('.') >= 0 || marked : name.startsWith(prefix + "."));
    }

    private static Map<String, String> usualUpstreams() {
        Map<String, String> prefixes = new LinkedHashMap<>();
        prefixes.put("^gcr.io", "");
        prefixes.put("^k8s.gcr.io", "google-containers");
        prefixes.put("^registry.k8s.io", "google-containers");
        prefixes.put("^quay.io", "quay");
        prefixes.put("^ghcr.io", "ghcr");
        prefixes.put("^docker.io", "docker");
        prefixes.put("^nvcr.io", "nvcr");
        prefixes.put("^mcr.microsoft.com", "mcr");
        prefixes.put("^docker.elastic.co", "elastic");
        prefixes.put("^public.ecr.aws", "ecr");
        prefixes.put("^lscr.io", "lscr");
        prefixes.put("^registry.gitlab.com", "gitlab");
        prefixes.put("^us.gcr.io", "us-gcr");
        prefixes.put("^eu.gcr.io", "eu-gcr");
        prefixes.put("^asia.gcr.io", "asia-gcr");
        prefixes.put("^[a-z0-9-]+-docker.pkg.dev", "pkg");
        return prefixes;
    }

    /**
     * One upstream that is served, or images that are not.
     *
     * @param pattern as the operator wrote it, {@code ^gcr.io}
     * @param privately whether issues get images that only a login can read
     * @param prefix put before the path in {@link TargetNames.Naming#QUALIFIED} names; may be empty; {@link #DENY} denies
     */
    record Rule(RulePattern pattern, String prefix, boolean privately) {
        /** In a prefix's place: what matches is refused. So no prefix can be called that. */
        static final String DENY = "deny";

        boolean denies() {
            return prefix.equals(DENY);
        }
    }

    /**
     * An anchored pattern on a normalised repository ({@code host/path}, no tag). It is a small regular expression:
     *
     * <ul>
     *   <li>it starts with {@code ^}, and what it matches ends at a path border: before or behind a {@code /}, or at the end;
     *   <li>{@code .} is a dot and nothing else ({@code \.} is the same);
     *   <li>letters are lower case, as in a normalised name; digits, {@code - _ / :} stand for themselves;
     *   <li>{@code (a|b)}, {@code [a-z]}, {@code [^/]} and the quantifiers {@code ? * + {n,m}} work as usual, but only
     *       {@code ?} may follow a group, so that no pattern can be slow on a hostile name;
     *   <li>nothing else: no back-slash classes, no look-around, no {@code $} but at the very end.
     * </ul>
     */
    record RulePattern(String text, Pattern pattern) {
        private static final Pattern LITERAL = Pattern.compile("[a-z0-9.:/_-]+");
        private static final Pattern LITERAL_HOST = Pattern.compile("[a-z0-9.:-]+");
        /** An escaped character, a class, or a character. */
        private static final Pattern PART = Pattern.compile("\\\\.?|\\[[^]]*]?|.", Pattern.DOTALL);

        /** @throws InvalidReferenceException saying what is wrong with it */
        private static RulePattern parse(String text) {
            require(text.startsWith("^"), "a pattern starts with '^', as in '^" + text + "'");
            require(text.length() > 1, "the pattern is empty");
            StringBuilder expression = new StringBuilder();
            for (Matcher part = PART.matcher(text).region(1, text.length()); part.find(); ) {
                char following = part.end() < text.length() ? text.charAt(part.end()) : ' ';
                expression.append(expression(part.group(), following, part.end() == text.length()));
            }
            try {
                return new RulePattern(text, Pattern.compile("(?:" + expression + ")(?:(?<=/)|(?=/|$))"));
            } catch (PatternSyntaxException e) {
                throw new InvalidReferenceException("no valid pattern: " + e.getDescription());
            }
        }

        /** Refuses what the grammar lacks, and makes dots literal. */
        private static String expression(String part, char following, boolean atEnd) {
            switch (part.charAt(0)) {
                case '\\' ->
                    require(part.matches("\\\\[./-]"), "'" + (part + " ").substring(0, 2) + "' is not understood here");
                case '[' -> {
                    require(part.endsWith("]"), "'[' is never closed");
                    require(
                            part.matches("\\[\\^?[a-z0-9._/:-]+]"),
                            "'" + part + "' holds more than lower-case letters, digits and . _ - / :");
                }
                case '(' -> require(following != '?', "'(?' is not understood here");
                case ')' -> require("*+{".indexOf(following) < 0, "'" + following + "' can't follow a group");
                case '$' -> require(atEnd, "'$' stands only at the end");
                default -> {
                    String hint = part.matches("[A-Z]") ? " (names are lower case)" : "";
                    require(part.matches("[a-z0-9_/:|?*+{},.-]"), "'" + part + "' is not understood here" + hint);
                }
            }
            if (part.endsWith(".")) {
                require(
                        "*+?{".indexOf(following) < 0,
                        "a dot is only a dot here; write [^/]" + following + " for any characters of a segment");
                return "\\.";
            }
            return part.equals("(") ? "(?:" : part;
        }

        private static void require(boolean fits, String why) {
            if (!fits) {
                throw new InvalidReferenceException(why);
            }
        }

        /** @param name of a repository: {@code gcr.io/a/b} */
        boolean matches(String name) {
            return pattern.matcher(name).lookingAt();
        }

        /** All that another pattern matches is matched by this one; false where that cannot be told. */
        boolean covers(RulePattern other) {
            String plain = other.plain();
            String name = plain.endsWith("/") ? plain : plain + "/";
            return LITERAL.matcher(plain).matches() && matches(name + "image");
        }

        /** The only host that it can match; empty where it leaves the host open. */
        Optional<String> literalHost() {
            String plain = plain();
            int slash = plain.indexOf('/');
            String host = slash < 0 ? plain : plain.substring(0, slash);
            // An alternative further on could leave the host behind: ^gcr.io/a|quay.io/b
            boolean literal = LITERAL_HOST.matcher(host).matches() && plain.indexOf('|') < 0;
            return literal ? Optional.of(host) : Optional.empty();
        }

        /** For people: the pattern without its anchor and escapes, {@code gcr.io}. */
        String plain() {
            return text.substring(1).replace("\\", "");
        }

        /** As the operator wrote it. */
        @Override
        public boolean equals(Object other) {
            return other instanceof RulePattern pattern && text.equals(pattern.text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Rules that can't be read; names every one of them. */
    public static final class InvalidRulesException extends IllegalArgumentException {
        private final transient Map<String, String> problems;

        InvalidRulesException(Map<String, String> problems) {
            super(problems.entrySet().stream()
                    .map(problem -> "rule '" + problem.getKey() + "': " + problem.getValue())
                    .collect(Collectors.joining("; ")));
            this.problems = new LinkedHashMap<>(problems);
        }

        /** From the pattern as written to what is wrong with the rule, in the operator's order. */
        public Map<String, String> problems() {
            return problems;
        }
    }
}
