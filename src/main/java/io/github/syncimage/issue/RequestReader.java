package io.github.syncimage.issue;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.PlatformSelection;
import io.github.syncimage.image.Repository;
import io.github.syncimage.issue.Decision.Verdict;
import io.github.syncimage.naming.InvalidTargetException;
import io.github.syncimage.naming.Mirrors;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.TargetNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Decides what becomes of an issue from its title and body: reading, rules and names together. The daemon and
 * {@code explain} both ask here, so they never disagree.
 *
 * @param names null where no target registry is configured: requests then have no target
 * @param platforms what is mirrored where a request names no platforms
 * @param deniedImages which images are not served under which name at the target, beside what the rules deny; the name
 *     is null where there is none
 * @param mirrors whose names of images are answered with the upstreams'
 */
public record RequestReader(
        IssueReader reader,
        Rules rules,
        TargetNames names,
        PlatformSelection platforms,
        DeniedUsers denied,
        BiPredicate<Repository, Repository> deniedImages,
        Mirrors mirrors) {
    private static final int MOST_MIRRORS = 3;

    /**
     * Decides; never fails, whatever the text.
     *
     * @param title may be null or empty
     * @param body may be null or empty
     * @param user who asks, empty where that is not known
     */
    public Decision decide(String title, String body, String user) {
        return decide(title, body, user, "");
    }

    /**
     * As {@link #decide(String, String, String)}, with the platforms that a later command names in place of the issue's
     * own.
     *
     * @param words what follows the command: platforms, thanks, or nothing
     */
    public Decision decide(String title, String body, String user, String words) {
        NamedPlatforms named = NamedPlatforms.afterCommand(words);
        Reading reading = reader.read(title, body);
        Optional<Refusal> refusal = denied.refusal(user);
        if (refusal.isEmpty() && named.invalid() != null) {
            refusal = Optional.of(new Refusal(Reason.INVALID_PLATFORM, named.invalid(), words));
        }
        if (refusal.isPresent() && !(reading instanceof Reading.Ignored)) {
            return refusal(refusal.get(), List.of(refusal.get()), 0);
        }
        if (reading instanceof Reading.Requests requests) {
            return plan(requests, named.selection());
        }
        if (reading instanceof Reading.Refused refused) {
            Refusal why = checked(refused.refusal());
            return refusal(why, List.of(why), 0);
        }
        Reading.Ignored ignored = (Reading.Ignored) reading;
        return new Decision(Verdict.IGNORED, List.of(), List.of(), 0, ignored.reason(), ignored.message());
    }

    private Decision plan(Reading.Requests reading, PlatformSelection instead) {
        List<PlannedRequest> planned = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (MirrorRequest request : reading.requests()) {
            if (denies(request.source())) {
                refused.add(denied(request.source()));
                continue;
            }
            if (!serves(request.source())) {
                boolean mirror = mirrors.know(request.source().repository());
                refused.add(mirror ? mirrorAddress(request.source()) : unsupported(request.source()));
                continue;
            }
            try {
                planned.add(plan(instead == null ? request : new MirrorRequest(request.source(), instead)));
            } catch (InvalidTargetException e) {
                refused.add(new Refusal(
                        Reason.INVALID_TARGET, e.getMessage(), request.source().toString()));
            }
        }
        reading.refused().stream().map(this::checked).forEach(refused::add);
        if (planned.isEmpty()) {
            return refusal(refused.get(0), refused, reading.dropped());
        }
        String message = remarks(refused, reading.dropped());
        return new Decision(Verdict.MIRROR, planned, refused, reading.dropped(), null, message);
    }

    private PlannedRequest plan(MirrorRequest request) {
        boolean named = request.platforms() != null;
        PlatformSelection wanted = named ? request.platforms() : platforms;
        ImageReference target =
                names == null ? null : names.preferred(request.source()).orElseThrow();
        ImageReference qualified = names == null ? null : names.qualifiedOrNull(request.source());
        ImageReference usual = names == null ? null : names.usual(request.source());
        return new PlannedRequest(request.source(), target, qualified, usual, wanted, named);
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

    /** The same, without a suggestion that would be refused in its turn. */
    private Refusal checked(Refusal refusal) {
        return refusal.suggestion() == null || serves(refusal.suggestion()) ? refusal : refusal.suggesting(null);
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

    private static Refusal denied(ImageReference source) {
        return new Refusal(
                Reason.DENIED_IMAGE,
                "the operator of this mirror does not serve " + source.repository(),
                source.toString());
    }

    private Refusal unsupported(ImageReference source) {
        String supported = String.join(", ", rules.supported());
        return new Refusal(
                Reason.UNSUPPORTED_REGISTRY,
                "images of " + source.host() + " are not mirrored here; supported: " + supported,
                source.toString());
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

    private static Decision refusal(Refusal why, List<Refusal> refused, int dropped) {
        return new Decision(Verdict.REFUSED, List.of(), refused, dropped, why.reason(), why.message());
    }
}
