package io.github.syncimage.report;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.Signatures;
import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.postprocess.Visibility;
import io.github.syncimage.text.Sizes;
import io.github.syncimage.trust.Verification;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Tells a template what an outcome is. */
final class Wording {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
    private static final ZoneId BEIJING = ZoneId.of("Asia/Shanghai");
    private static final int BAR = 20;

    private Wording() {}

    static Values of(Outcome outcome) {
        // A chain instead of a switch: patterns in switch came after Java 17.
        if (outcome instanceof Outcome.Queued queued) {
            return new Values(State.QUEUED)
                    .code("image", queued.image())
                    .flag("large", queued.large())
                    .own("about", queued.about() == null ? "" : about(queued.about()))
                    .count("position", queued.position());
        } else if (outcome instanceof Outcome.Copying copying) {
            return copying(copying);
        } else if (outcome instanceof Outcome.Waiting waiting) {
            return waiting(waiting);
        } else if (outcome instanceof Outcome.Mirrored mirrored) {
            return mirrored(mirrored);
        } else if (outcome instanceof Outcome.Refused refused) {
            return refused(refused);
        } else if (outcome instanceof Outcome.Cancelled cancelled) {
            return new Values(State.CANCELLED).code("image", cancelled.image());
        }
        return failed((Outcome.Failed) outcome);
    }

    private static Values copying(Outcome.Copying copying) {
        Values values =
                new Values(State.COPYING).reference("source", copying.source()).reference("target", copying.target());
        if (copying.total() > 0) {
            int percent = percent(copying.moved(), copying.total());
            values.own("percent", percent)
                    .own("bar", bar(percent))
                    .own("moved", Sizes.text(copying.moved()))
                    .own("total", Sizes.text(copying.total()));
        }
        return values;
    }

    private static Values waiting(Outcome.Waiting waiting) {
        Values values = new Values(State.WAITING)
                .reference("source", waiting.source())
                .code("host", waiting.host())
                .flag("hours", "hours".equals(waiting.host()));
        if (waiting.until() != null) {
            values.own("until_utc", utc(waiting.until())).own("until_beijing", beijing(waiting.until()));
        }
        return values;
    }

    private static Values mirrored(Outcome.Mirrored mirrored) {
        CopyResult result = mirrored.result();
        DigestDifference difference = result.difference();
        Visibility visibility = mirrored.visibility();
        Verification verified = result.verified();
        ArtifactType type = result.type() == null ? ArtifactType.IMAGE : result.type();
        Values values =
                signatures(result.signatures(), new Values(State.MIRRORED)).flag(lower(visibility.state()), true);
        if (difference != DigestDifference.NONE) {
            values.flag("differs_" + lower(difference), true);
        }
        if (visibility.cause() != Visibility.Cause.NONE) {
            values.flag(lower(visibility.cause()), true);
        }
        return renamed(mirrored.renamed(), result.source(), values)
                .reference("source", result.source())
                .reference("target", result.target())
                .own("pull_command", result.command())
                .own("type", type == ArtifactType.IMAGE ? "" : type.code())
                .flag("artifact", !type.isImage())
                .reference("tag_name", type.isImage() ? tagName(result.source()) : null)
                .codes("upstream_platforms", result.upstream())
                .codes("wanted_platforms", result.wanted().platforms())
                .flag("wanted_all", result.wanted().all())
                .codes("mirrored_platforms", result.mirrored())
                .codes("skipped_platforms", result.skipped())
                .code("source_digest", result.sourceDigest())
                .code("target_digest", result.targetDigest())
                .flag("same_digest", result.sourceDigest().equals(result.targetDigest()))
                .own("size", Sizes.text(result.size()))
                .own("moved", Sizes.text(result.moved()))
                .own("elapsed", duration(result.elapsed()))
                .flag("already_present", result.alreadyPresent())
                .code("visibility_reason", visibility.reason())
                .flag("verify_no_rule", verified.state() == Verification.State.NO_RULE)
                .flag("verify_skipped", verified.state() == Verification.State.SKIPPED)
                .code("signed_by", verified.by())
                .flag("verify_unsigned", "unsigned".equals(verified.reason()))
                .code("verify_failed", verified.message())
                .code("verify_command", verified.command());
    }

    private static Values renamed(Outcome.Renamed renamed, ImageReference source, Values values) {
        return renamed == null
                ? values
                : values.reference("renamed", renamed.name())
                        .reference("short_name", renamed.name().repository())
                        .reference("owner", renamed.owner())
                        .flag("own_name", source.repository().upstream().equals(renamed.owner()));
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Values signatures(Signatures signatures, Values values) {
        List<Signatures.Attached> here = signatures.standing();
        for (Signatures.Why why : Signatures.Why.values()) {
            values.flag("left_" + why.code(), signatures.left(why));
        }
        return values.flag("signatures", !here.isEmpty() || !signatures.left().isEmpty())
                .count("signatures_here", here.size())
                .codes(
                        "signatures_kinds",
                        here.stream().map(Signatures.Attached::what).distinct().toList())
                .flag("signs_tag", signatures.signsTag())
                .flag("signs_platforms", signatures.signsAny() && !signatures.signsTag())
                .code("left_reason", signatures.reason())
                .codes("attestations", signatures.types());
    }

    /** Returns what {@code docker tag} can name: it takes no digest, so nothing where the source is only that. */
    private static ImageReference tagName(ImageReference source) {
        return source.tag() == null ? null : source.withDigest(null);
    }

    private static Values refused(Outcome.Refused refused) {
        boolean known = Outcome.Refused.REASONS.contains(refused.reason());
        return new Values(State.REFUSED)
                .code("image", refused.image())
                .code("reason", refused.reason())
                .code("message", refused.message())
                .codes("platforms", refused.platforms())
                .codes("tags", refused.tags())
                .codes("supported", refused.supported())
                .code("command", refused.command())
                .code("suggestion", refused.suggestion() == null ? null : "[PORTER]" + refused.suggestion())
                .flag("reason_" + (known ? refused.reason() : "other"), true);
    }

    private static Values failed(Outcome.Failed failed) {
        Values values = new Values(State.FAILED);
        if (failed.hint() != Outcome.Hint.NONE) {
            values.flag("hint_" + lower(failed.hint()), true);
        }
        return values.reference("source", failed.source())
                .reference("target", failed.target())
                .code("action", failed.action())
                .code("answer", failed.answer())
                .flag("temporary", failed.temporary());
    }

    /** Writes {@code 0.4 s}, {@code 12 s}, {@code 3 min 5 s}, {@code 2 h 4 min}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** Rounds up to full minutes: {@code 1 min}, {@code 2 h 4 min}. */
    static String about(Duration duration) {
        long minutes = Math.max(1, (duration.toSeconds() + 59) / 60);
        return minutes < 60 ? minutes + " min" : duration(Duration.ofMinutes(minutes));
    }

    /** Rounds up to the next full minute: {@code 2026-11-24 08:01}. */
    static String utc(Instant time) {
        return MINUTE.format(upToMinute(time).atZone(ZoneOffset.UTC));
    }

    static String beijing(Instant time) {
        return MINUTE.format(upToMinute(time).atZone(BEIJING));
    }

    /** Counts from 0 to 100; 100 only once all is moved. */
    static int percent(long moved, long total) {
        return total <= 0 ? 0 : (int) Math.max(0, Math.min(100, Math.floor(100.0 * moved / total)));
    }

    /** Draws {@code ▓▓▓▓▓░░░░░░░░░░░░░░░}. */
    static String bar(int percent) {
        int full = percent * BAR / 100;
        return "▓".repeat(full) + "░".repeat(BAR - full);
    }

    private static Instant upToMinute(Instant time) {
        Instant minute = time.truncatedTo(ChronoUnit.MINUTES);
        return minute.equals(time) ? time : minute.plus(1, ChronoUnit.MINUTES);
    }
}
