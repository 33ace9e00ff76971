package io.github.syncimage.copy.signatures;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.manifest.IndexEntry;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.copy.plan.Signatures.Why;
import io.github.syncimage.copy.signatures.Ledger.Subject;
import io.github.syncimage.copy.source.Attachment;
import io.github.syncimage.copy.source.AttachmentLookup;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.copy.source.Parallel;
import io.github.syncimage.copy.source.Upstream;
import io.github.syncimage.copy.transfer.ImageMover;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import io.github.syncimage.registry.RegistryException;
import io.github.syncimage.registry.RegistryException.Kind;
import io.github.syncimage.registry.api.RegistryClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Brings along what is attached to an image, and says what stays behind and why. */
public final class SignatureCopier {
    /** Images are asked for again and again within a day, and hardly any is signed hours after it was published. */
    private static final Duration BARE_FOR = Duration.ofHours(6);

    private final RegistryClient client;
    private final ImageMover mover;
    private final SignatureMode mode;
    private final long imageSize;
    private final CopyHistory history;
    private final Clock clock;
    private final Refusals refusals = new Refusals();

    /**
     * @param mover null where a Docker daemon carries images: nothing comes along then
     * @param clock tells when what was found upstream is too old
     */
    public SignatureCopier(
            RegistryClient client,
            ImageMover mover,
            SignatureMode mode,
            CopyLimits limits,
            CopyHistory history,
            Clock clock) {
        this.client = client;
        this.mover = mover;
        this.mode = mode;
        this.imageSize = limits.imageSize();
        this.history = history;
        this.clock = clock;
    }

    /** Only looks at what is attached to an image upstream: what is found is told as present, what cannot be read as left. */
    public static Signatures look(Upstream upstream) {
        List<IndexEntry> attesting = upstream.contents().children().stream()
                .filter(child -> child.attests() != null)
                .toList();
        Ledger ledger = new Ledger(Subject.of(upstream, upstream.contents().children(), true));
        AttachmentLookup lookup = begin(upstream, ledger);
        List<ImageManifest> statements = upstream.tree().images(attesting);
        for (int i = 0; i < attesting.size(); i++) {
            ledger.state(attesting.get(i).attests(), Attachment.statements(statements.get(i)));
        }
        ledger.subjects()
                .forEach(subject -> attachments(lookup, subject, ledger).forEach(ledger::present));
        return ledger.close(null);
    }

    /**
     * Begins to look for what is attached to the manifests of a plan, beside what the caller does next. Only where a
     * signature is required it waits for what it finds.
     *
     * @throws CopyRefusedException where one is required and there is none
     */
    public void begin(CopyPlan plan) {
        if (isNotAsked(plan)) {
            return;
        }
        Ledger foreseen = new Ledger(Subject.of(plan));
        begin(plan.upstream(), foreseen);
        if (mode == SignatureMode.REQUIRED) {
            Why ofAll = obstacle(plan.docker(), DigestDifference.NONE);
            coming(plan, foreseen, plan.size(), subject -> obstacle(ofAll, subject, plan.whole()))
                    .forEach(foreseen::copied);
            require(plan, foreseen);
        }
    }

    private static AttachmentLookup begin(Upstream upstream, Ledger ledger) {
        AttachmentLookup lookup = upstream.tree().attachments();
        ledger.subjects().forEach(subject -> lookup.of(subject.digest()));
        return lookup;
    }

    /** One copy may want otherwise than all, but not do without what is required of all. */
    private boolean isNotAsked(CopyPlan plan) {
        Boolean come = plan.task().signatures();
        boolean off = come == null || mode == SignatureMode.REQUIRED ? mode == SignatureMode.OFF : !come;
        return off || !plan.upstream().readable();
    }

    /**
     * Brings what belongs to a plan whose images stand at the target, before its tag is set.
     *
     * @param difference of what the tag is going to point at to what the source's tag names
     * @param top what it is going to point at
     * @param place puts that under its digest
     * @return puts what came of it into the copy's result
     */
    public UnaryOperator<CopyResult> bring(CopyPlan plan, DigestDifference difference, Manifest top, Runnable place) {
        if (isNotAsked(plan)) {
            return result -> result;
        }
        Why obstacle = plan.docker() ? Why.DIALECT : obstacle(false, difference);
        Ledger ledger = new Ledger(Subject.of(plan));
        if (obstacle == null) {
            plan.images().stream()
                    .filter(image -> image.child().attests() != null)
                    .forEach(image -> ledger.state(image.child().attests(), Attachment.statements(image.image())));
        }
        return settle(plan, plan.size(), ledger, obstacle, top.digest(), place);
    }

    /**
     * Brings what has come to an image since it was mirrored: signatures are often later than images. Where nothing was
     * attached a few hours ago, nobody is asked.
     *
     * @param docker whether the target gets Docker's formats
     */
    public CopyResult again(CopyPlan plan, CopyResult result, boolean docker) {
        Instant bareAt = result.signatures().bareAt();
        boolean wasBare = bareAt != null && bareAt.plus(BARE_FOR).isAfter(clock.instant());
        if (isNotAsked(plan) || wasBare && mode != SignatureMode.REQUIRED) {
            return result;
        }
        Why obstacle = obstacle(docker, result.difference());
        Ledger ledger = new Ledger(obstacle == null ? standing(plan, result) : List.of(Subject.root(plan.upstream())));
        return settle(plan, result.size(), ledger, obstacle, result.targetDigest(), () -> {})
                .apply(result);
    }

    private List<Subject> standing(CopyPlan plan, CopyResult result) {
        List<Subject> root = List.of(Subject.root(plan.upstream()));
        if (!MediaTypes.isIndex(plan.upstream().mediaType())) {
            return root;
        }
        try {
            return client.getManifest(plan.target().withDigest(result.targetDigest()))
                    .map(index -> Subject.of(plan.upstream(), index))
                    .orElse(root);
        } catch (RegistryException e) {
            return root;
        }
    }

    /** Tells what keeps all that is attached to an image from coming along; null if nothing does. */
    private Why obstacle(boolean docker, DigestDifference difference) {
        if (mover == null) {
            return Why.ENGINE;
        }
        if (docker || difference == DigestDifference.DIALECT) {
            return Why.DIALECT;
        }
        return difference == DigestDifference.ENGINE ? Why.ENGINE : null;
    }

    private static Why obstacle(Why ofAll, Subject subject, boolean rootStands) {
        return ofAll == null && subject.root() && !rootStands ? Why.SUBSET : ofAll;
    }

    /** @param top what the target's tag points at: the root is there only where it is that */
    private UnaryOperator<CopyResult> settle(
            CopyPlan plan, long size, Ledger ledger, Why obstacle, Digest top, Runnable place) {
        List<Attachment> coming =
                coming(plan, ledger, size, subject -> obstacle(obstacle, subject, top.equals(subject.digest())));
        Refusals known = mode == SignatureMode.REQUIRED ? new Refusals() : refusals;
        if (!coming.isEmpty()) {
            new AttachmentWriter(
                            client, mover, known, plan.upstream(), plan.target().repository(), ledger)
                    .write(coming, place);
        }
        if (mode == SignatureMode.REQUIRED) {
            require(plan, ledger);
        }
        Signatures signatures = ledger.close(clock.instant());
        return result -> result.with(signatures, ledger.sent());
    }

    /** Lists what is attached and may come. The rest goes into the ledger. */
    private List<Attachment> coming(CopyPlan plan, Ledger ledger, long size, Function<Subject, Why> obstacle) {
        AttachmentLookup lookup = begin(plan.upstream(), ledger);
        List<Attachment> coming = new ArrayList<>();
        long room = imageSize - size;
        for (Subject subject : ledger.subjects()) {
            for (Attachment attachment : attachments(lookup, subject, ledger)) {
                Why why = obstacle.apply(subject);
                long needed = attachment.content().map(ImageManifest::size).orElse(0L);
                if (why == null) {
                    boolean unusable = attachment.content().isEmpty();
                    why = unusable ? Why.UNUSABLE : needed > room ? Why.TOO_LARGE : null;
                }
                Optional<Repository> owner = why == null ? otherOwner(plan) : Optional.empty();
                if (owner.isPresent()) {
                    ledger.left(attachment, Why.REFUSED, plan.target().repository() + " belongs to " + owner.get());
                } else if (why != null) {
                    ledger.left(attachment, why, "");
                } else {
                    coming.add(attachment);
                    room -= needed;
                }
            }
        }
        return coming;
    }

    /** An operator may put an image into another source's repository. A signature there would speak for that one's. */
    private Optional<Repository> otherOwner(CopyPlan plan) {
        Repository source = plan.upstream().source().repository().upstream();
        return history.owner(plan.target().repository()).filter(owner -> !owner.equals(source));
    }

    private static List<Attachment> attachments(AttachmentLookup lookup, Subject subject, Ledger ledger) {
        try {
            return Parallel.join(lookup.of(subject.digest()));
        } catch (RegistryException e) {
            ledger.unknown(subject, e);
            return List.of();
        }
    }

    private static void require(CopyPlan plan, Ledger ledger) {
        if (ledger.isSigned(plan.upstream().digest())) {
            return;
        }
        if (ledger.trouble() != null) {
            throw ledger.trouble().temporary()
                    ? ledger.trouble()
                    : failed(plan, ledger.trouble().detail());
        }
        throw ledger.leftSignature()
                .map(left -> switch (left.why()) {
                    case SUBSET ->
                        unsigned(
                                plan,
                                "the upstream signed the index "
                                        + plan.upstream().digest()
                                        + ", of which only a part is wanted; mirror all platforms");
                    case DIALECT -> failed(plan, "it gets Docker's formats, in which no signature can hold");
                    case ENGINE -> failed(plan, "a Docker daemon makes manifests anew, so no signature can hold");
                    case TOO_LARGE -> failed(plan, "with it the image would be larger than the limit");
                    case DIFFERS -> failed(plan, "other signatures stand at its place");
                    case REFUSED -> failed(plan, left.detail());
                    default -> unsigned(plan, "what stands at the place of its signature is none");
                })
                .orElseGet(() -> unsigned(
                        plan, "no signature of " + plan.upstream().digest() + " or of all its platforms is there"));
    }

    private static RuntimeException unsigned(CopyPlan plan, String why) {
        return new CopyRefusedException(Reason.UNSIGNED, plan.upstream().source() + " is not signed: " + why);
    }

    /** Makes a failure of a kind for which no other dialect is tried. */
    private static RuntimeException failed(CopyPlan plan, String why) {
        String target = plan.target().toString();
        return new RegistryException(Kind.UNEXPECTED, "store the signature, which is required", target, why);
    }
}
