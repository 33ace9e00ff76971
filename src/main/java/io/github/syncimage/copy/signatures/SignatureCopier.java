package io.github.syncimage.copy.signatures;

import io.github.syncimage.copy.manifest.ImageManifest;
import io.github.syncimage.copy.plan.CopyHistory;
import io.github.syncimage.copy.plan.CopyLimits;
import io.github.syncimage.copy.plan.CopyPlan;
import io.github.syncimage.copy.plan.CopyPlan.PlannedImage;
import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.SignatureMode;
import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.copy.plan.Signatures.Why;
import io.github.syncimage.copy.source.Attachment;
import io.github.syncimage.copy.source.AttachmentLookup;
import io.github.syncimage.copy.source.CopyRefusedException;
import io.github.syncimage.copy.source.CopyRefusedException.Reason;
import io.github.syncimage.copy.source.Parallel;
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
     * What came of it.
     *
     * @param sent bytes sent for it
     */
    public record Brought(Signatures signatures, long sent) {
        static final Brought NOTHING = new Brought(Signatures.NONE, 0);

        /** The copy's result with it. */
        public CopyResult to(CopyResult result) {
            return result.with(signatures, sent);
        }
    }

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

    /**
     * Begins to look for what is attached to the manifests of a plan, beside what the caller does next. Only where a
     * signature is required it waits for what it finds.
     *
     * @throws CopyRefusedException where one is required and there is none
     */
    public void begin(CopyPlan plan) {
        if (mode(plan) == SignatureMode.OFF || !plan.upstream().readable()) {
            return;
        }
        List<Subject> subjects = Subject.of(plan);
        AttachmentLookup lookup = plan.upstream().tree().attachments();
        subjects.forEach(subject -> lookup.of(subject.digest()));
        if (mode == SignatureMode.REQUIRED) {
            Ledger foreseen = new Ledger(subjects);
            coming(plan, subjects, foreseen, plan.size(), subject -> obstacle(plan, subject))
                    .forEach(foreseen::copied);
            require(plan, subjects, foreseen);
        }
    }

    /** One copy may want otherwise than all, but not do without what is required of all. */
    private SignatureMode mode(CopyPlan plan) {
        Boolean come = plan.task().signatures();
        return come == null || mode == SignatureMode.REQUIRED ? mode : come ? SignatureMode.AUTO : SignatureMode.OFF;
    }

    /** What is known before anything is copied. */
    private Why obstacle(CopyPlan plan, Subject subject) {
        if (mover == null) {
            return Why.ENGINE;
        }
        return plan.docker() ? Why.DIALECT : subject.root() && !plan.whole() ? Why.SUBSET : null;
    }

    /**
     * Brings what belongs to a plan whose images stand at the target, before its tag is set.
     *
     * @param difference of what the tag is going to point at to what the source's tag names
     * @param top what it is going to point at
     * @param place puts that under its digest
     */
    public Brought bring(CopyPlan plan, DigestDifference difference, Manifest top, Runnable place) {
        if (mode(plan) == SignatureMode.OFF || !plan.upstream().readable()) {
            return Brought.NOTHING;
        }
        Why obstacle = plan.docker() ? Why.DIALECT : obstacle(difference);
        List<Subject> subjects = Subject.of(plan);
        Ledger ledger = new Ledger(subjects);
        if (obstacle == null) {
            plan.images().forEach(image -> addStatements(image, ledger));
        }
        return settle(plan, plan.size(), subjects, ledger, subject -> obstacle(obstacle, subject, top.digest()), place);
    }

    /**
     * Brings what has come to an image since it was mirrored: signatures are often later than images. Where nothing was
     * attached a few hours ago, nobody is asked.
     *
     * @param docker whether the target gets Docker's formats
     */
    public CopyResult again(CopyPlan plan, CopyResult result, boolean docker) {
        if (mode(plan) == SignatureMode.OFF || !plan.upstream().readable()) {
            return result;
        }
        Instant bareAt = result.signatures().bareAt();
        if (bareAt != null && bareAt.plus(BARE_FOR).isAfter(clock.instant()) && mode != SignatureMode.REQUIRED) {
            return result;
        }
        Why obstacle = obstacle(docker ? DigestDifference.DIALECT : result.difference());
        List<Subject> subjects = obstacle == null ? standing(plan, result) : List.of(Subject.root(plan.upstream()));
        Brought brought = settle(
                plan,
                result.size(),
                subjects,
                new Ledger(subjects),
                subject -> obstacle(obstacle, subject, result.targetDigest()),
                () -> {});
        return brought.to(result);
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

    private Why obstacle(DigestDifference difference) {
        if (mover == null) {
            return Why.ENGINE;
        }
        return switch (difference) {
            case DIALECT -> Why.DIALECT;
            case ENGINE -> Why.ENGINE;
            default -> null;
        };
    }

    /** @param top what the target's tag points at: the root is there only where it is that */
    private static Why obstacle(Why ofAll, Subject subject, Digest top) {
        return ofAll == null && subject.root() && !top.equals(subject.digest()) ? Why.SUBSET : ofAll;
    }

    private Brought settle(
            CopyPlan plan,
            long size,
            List<Subject> subjects,
            Ledger ledger,
            Function<Subject, Why> obstacle,
            Runnable place) {
        List<Attachment> coming = coming(plan, subjects, ledger, size, obstacle);
        Refusals known = mode == SignatureMode.REQUIRED ? new Refusals() : refusals;
        if (!coming.isEmpty()) {
            new AttachmentWriter(
                            client, mover, known, plan.upstream(), plan.target().repository(), ledger)
                    .write(coming, place);
        }
        if (mode == SignatureMode.REQUIRED) {
            require(plan, subjects, ledger);
        }
        return new Brought(ledger.close(clock.instant()), ledger.sent());
    }

    /** What is attached and has nothing against it. The rest goes into the ledger. */
    private List<Attachment> coming(
            CopyPlan plan, List<Subject> subjects, Ledger ledger, long size, Function<Subject, Why> obstacle) {
        AttachmentLookup lookup = plan.upstream().tree().attachments();
        subjects.forEach(subject -> lookup.of(subject.digest()));
        List<Attachment> coming = new ArrayList<>();
        long room = imageSize - size;
        for (Subject subject : subjects) {
            for (Attachment attachment : attachments(lookup, subject, ledger)) {
                Why why = obstacle.apply(subject);
                long needed = attachment.content().map(ImageManifest::size).orElse(0L);
                String detail = "";
                if (why == null && attachment.content().isEmpty()) {
                    why = Why.UNUSABLE;
                } else if (why == null && needed > room) {
                    why = Why.TOO_LARGE;
                } else if (why == null && otherOwner(plan).isPresent()) {
                    why = Why.REFUSED;
                    detail = plan.target().repository() + " belongs to "
                            + otherOwner(plan).get();
                }
                if (why == null) {
                    coming.add(attachment);
                    room -= needed;
                } else {
                    ledger.left(attachment, why, detail);
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

    private static void addStatements(PlannedImage image, Ledger ledger) {
        if (image.child().attests() != null) {
            String of = image.carrier() == null
                    ? image.child().attests().toString()
                    : image.carrier().toString();
            Attachment.statements(image.image()).forEach(type -> ledger.states(type, of));
        }
    }

    /** A client checks the index, or the platform that it chose of it: so one of them has to be signed, or all others. */
    private static void require(CopyPlan plan, List<Subject> subjects, Ledger ledger) {
        List<Subject> platforms =
                subjects.stream().filter(subject -> subject.platform() != null).toList();
        boolean signed = ledger.isSigned(plan.upstream().digest())
                || !platforms.isEmpty() && platforms.stream().allMatch(platform -> ledger.isSigned(platform.digest()));
        if (signed) {
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

    /** Of no kind that another dialect would be tried for. */
    private static RuntimeException failed(CopyPlan plan, String why) {
        String target = plan.target().toString();
        return new RegistryException(Kind.UNEXPECTED, "store the signature, which is required", target, why);
    }
}
