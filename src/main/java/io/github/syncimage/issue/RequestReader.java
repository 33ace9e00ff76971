package io.github.syncimage.issue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.issue.Decision.PlannedRequest;
import io.github.syncimage.issue.Decision.Refusal;
import io.github.syncimage.issue.Decision.Verdict;
import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.TargetNames;
import io.github.syncimage.naming.TargetNames.InvalidTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides what becomes of an issue from its title and body: reading, rules and names together. The daemon and
 * {@code explain} both ask here, so they never disagree.
 *
 * @param names null where no target registry is configured: requests then have no target
 * @param platforms what is mirrored where a request names no platforms
 * @param deniedUsers why requests of a login are refused, empty where the operator gave no reason; logins are the same in
 *     any case, as they are at GitHub
 * @param deniedImages which images are not served under which name at the target, beside what the rules deny; the name
 *     is null where there is none
 * @param mirrors whose names of images are answered with the upstreams'
 */
public record RequestReader(
        IssueReader reader,
        Rules rules,
        TargetNames names,
        PlatformSelection platforms,
        Map<String, String> deniedUsers,
        BiPredicate<Repository, Repository> deniedImages,
        Mirrors mirrors) {
    private static final int MOST_MIRRORS = 3;

    public RequestReader {
        deniedUsers = deniedUsers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT),
                        Map.Entry::getValue,
                        (one, other) -> one.isEmpty() ? other : one));
    }

    /**
     * Decides; never fails, whatever the text.
     *
     * @param title may be null or empty
     * @param body may be null or empty
     * @param user who asks, empty where that is not known
     * @param words what follows a later command: platforms, in place of the issue's own, thanks, or nothing
     */
    public Decision decide(String title, String body, String user, String words) {
        IssueReader.Reading reading = reader.read(title, body);
        if (!reading.meant()) {
            Refusal why = reading.found().get(0).refused();
            return new Decision(Verdict.IGNORED, List.of(), List.of(), 0, why.reason(), why.message());
        }
        String denied = deniedUsers.get(user.toLowerCase(Locale.ROOT));
        if (denied != null) {
            String why = denied.isEmpty() ? "requests of " + user + " are not served here" : denied;
            return refusal(List.of(new Refusal(Reason.DENIED_USER, why, "", null)), 0);
        }
        NamedPlatforms named = NamedPlatforms.afterCommand(words);
        return named.invalid() != null
                ? refusal(List.of(new Refusal(Reason.INVALID_PLATFORM, named.invalid(), words, null)), 0)
                : plan(reading, named.selection());
    }

    private Decision plan(IssueReader.Reading reading, PlatformSelection instead) {
        List<PlannedRequest> planned = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (Finding image : reading.found()) {
            if (image.readable()) {
                try {
                    Refusal refusal = refusal(image.source());
                    if (refusal == null) {
                        planned.add(plan(image.source(), instead == null ? image.platforms() : instead));
                    } else {
                        refused.add(refusal);
                    }
                } catch (InvalidTargetException e) {
                    refused.add(refusal(Reason.INVALID_TARGET, e.getMessage(), image.source()));
                }
            }
        }
        reading.found().stream()
                .filter(image -> !image.readable())
                .map(image -> checked(image.refused()))
                .forEach(refused::add);
        int dropped = reading.dropped();
        return planned.isEmpty()
                ? refusal(refused, dropped)
                : new Decision(
                        Verdict.MIRROR,
                        List.copyOf(planned),
                        List.copyOf(refused),
                        dropped,
                        null,
                        remarks(refused, dropped));
    }

    /** Why no rule, or the operator, serves this image; null where it is served. */
    private Refusal refusal(ImageReference source) {
        if (denies(source)) {
            return refusal(
                    Reason.DENIED_IMAGE, "the operator of this mirror does not serve " + source.repository(), source);
        }
        if (serves(source)) {
            return null;
        }
        return mirrors.know(source.repository())
                ? mirrorAddress(source)
                : refusal(
                        Reason.UNSUPPORTED_REGISTRY,
                        "images of " + source.host() + " are not mirrored here; supported: "
                                + String.join(", ", rules.supported()),
                        source);
    }

    private PlannedRequest plan(ImageReference source, PlatformSelection asked) {
        boolean named = asked != null;
        PlatformSelection wanted = named ? asked : platforms;
        return PlannedRequest.of(source, names, wanted, named);
    }

    private boolean denies(ImageReference source) {
        return rules.deny(source) || targets(source).allMatch(target -> deniedImages.test(source.repository(), target));
    }

    /** What the image may be called at the target, which is told for certain when it is planned; null where nothing. */
    private Stream<Repository> targets(ImageReference source) {
        try {
            ImageReference preferred =
                    names == null ? null : names.preferred(source).orElse(null);
            return preferred == null
                    ? Stream.of((Repository) null)
                    : Stream.of(preferred, names.qualifiedOrNull(source))
                            .filter(Objects::nonNull)
                            .map(ImageReference::repository);
        } catch (InvalidTargetException e) {
            return Stream.of((Repository) null);
        }
    }

    private boolean serves(ImageReference source) {
        return rules.match(source).isPresent() && !denies(source) && !Mirrors.behindDockerHub(source.repository());
    }

    /** The refusal without a suggestion that would be refused in its turn. */
    private Refusal checked(Refusal refusal) {
        return refusal.suggestion() == null || serves(refusal.suggestion())
                ? refusal
                : new Refusal(refusal.reason(), refusal.message(), refusal.text(), null);
    }

    private Refusal mirrorAddress(ImageReference source) {
        ImageReference upstream = source;
        // Mirrors have mirrored each other: the name behind one's may be another one's.
        for (int i = 0; i < MOST_MIRRORS && upstream != null && !serves(upstream); i++) {
            upstream = mirrors.upstream(upstream).orElse(null);
        }
        String name = Mirrors.behindDockerHub(source.repository())
                ? source.repository() + " is a registry's name behind Docker Hub's"
                : source.repository() + " is another mirror's name";
        String message = name + "; ask for the image by its upstream's";
        return checked(new Refusal(Reason.MIRROR_ADDRESS, message, source.toString(), upstream));
    }

    private static Refusal refusal(Reason reason, String message, ImageReference source) {
        return new Refusal(reason, message, source.toString(), null);
    }

    private String remarks(List<Refusal> refused, int dropped) {
        List<String> remarks = new ArrayList<>();
        if (names == null) {
            remarks.add("no target registry is configured");
        }
        refused.forEach(one -> remarks.add("'" + one.text() + "' is refused: " + one.message()));
        if (dropped > 0) {
            remarks.add(dropped + " more left out: an issue may ask for " + reader.imagesPerIssue());
        }
        return remarks.isEmpty() ? null : String.join("; ", remarks);
    }

    private static Decision refusal(List<Refusal> refused, int dropped) {
        Refusal why = refused.get(0);
        return new Decision(Verdict.REFUSED, List.of(), List.copyOf(refused), dropped, why.reason(), why.message());
    }
}
