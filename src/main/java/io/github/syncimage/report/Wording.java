package io.github.syncimage.report;

import io.github.syncimage.copy.plan.CopyResult;
import io.github.syncimage.copy.plan.CopyResult.DigestDifference;
import io.github.syncimage.copy.plan.Signatures;
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
            Values values = new Values(State.QUEUED)
                    .put("image", Markdown.code(queued.image()))
                    .flag("large", queued.large());
            if (queued.about() != null) {
                values.put("about", Markdown.own(about(queued.about())));
            }
            return queued.position() > 0 ? values.put("position", Markdown.own(queued.position())) : values;
        } else if (outcome instanceof Outcome.Copying copying) {
            return copying(copying);
        } else if (outcome instanceof Outcome.Waiting waiting) {
            return waiting(waiting);
        } else if (outcome instanceof Outcome.Mirrored mirrored) {
            return mirrored(mirrored);
        } else if (outcome instanceof Outcome.Refused refused) {
            return refused(refused);
        } else if (outcome instanceof Outcome.Cancelled cancelled) {
            return new Values(State.CANCELLED).put("image", Markdown.code(cancelled.image()));
        }
        return failed((Outcome.Failed) outcome);
    }

    private static Values copying(Outcome.Copying copying) {
        Values values = new Values(State.COPYING)
                .put("source", Markdown.reference(copying.source()))
                .put("target", Markdown.reference(copying.target()));
        if (copying.total() > 0) {
            int percent = percent(copying.moved(), copying.total());
            values.put("percent", Markdown.own(percent))
                    .put("bar", Markdown.own(bar(percent)))
                    .put("moved", Markdown.own(Sizes.text(copying.moved())))
                    .put("total", Markdown.own(Sizes.text(copying.total())));
        }
        return values;
    }

    private static Values waiting(Outcome.Waiting waiting) {
        Values values = new Values(State.WAITING)
                .put("source", Markdown.reference(waiting.source()))
                .put("host", Markdown.code(waiting.host()))
                .flag("hours", "hours".equals(waiting.host()));
        if (waiting.until() != null) {
            values.put("until_utc", Markdown.own(utc(waiting.until())))
                    .put("until_beijing", Markdown.own(beijing(waiting.until())));
        }
        return values;
    }

    private static Values mirrored(Outcome.Mirrored mirrored) {
        CopyResult result = mirrored.result();
        DigestDifference difference = result.difference();
        Visibility visibility = mirrored.visibility();
        Verification verified = result.verified();
        Values values =
                signatures(result.signatures(), new Values(State.MIRRORED)).flag(lower(visibility.state()), true);
        if (difference != DigestDifference.NONE) {
            values.flag("differs_" + lower(difference), true);
        }
        if (visibility.cause() != Visibility.Cause.NONE) {
            values.flag(lower(visibility.cause()), true);
        }
        return renamed(mirrored.renamed(), result.source(), values)
                .put("source", Markdown.reference(result.source()))
                .put("target", Markdown.reference(result.target()))
                .put("tag_name", tagName(result.source()))
                .put("upstream_platforms", Markdown.codes(result.upstream()))
                .put("wanted_platforms", Markdown.codes(result.wanted().platforms()))
                .flag("wanted_all", result.wanted().all())
                .put("mirrored_platforms", Markdown.codes(result.mirrored()))
                .put("skipped_platforms", Markdown.codes(result.skipped()))
                .put("source_digest", Markdown.code(result.sourceDigest()))
                .put("target_digest", Markdown.code(result.targetDigest()))
                .flag("same_digest", result.sourceDigest().equals(result.targetDigest()))
                .put("size", Markdown.own(Sizes.text(result.size())))
                .put("moved", Markdown.own(Sizes.text(result.moved())))
                .put("elapsed", Markdown.own(duration(result.elapsed())))
                .flag("already_present", result.alreadyPresent())
                .put("visibility_reason", Markdown.code(visibility.reason()))
                .flag("verify_no_rule", verified.state() == Verification.State.NO_RULE)
                .flag("verify_skipped", verified.state() == Verification.State.SKIPPED)
                .put("signed_by", Markdown.code(verified.by()))
                .flag("verify_unsigned", "unsigned".equals(verified.reason()))
                .put("verify_failed", Markdown.code(verified.message()))
                .put("verify_command", Markdown.code(verified.command()));
    }

    private static Values renamed(Outcome.Renamed renamed, ImageReference source, Values values) {
        return renamed == null
                ? values
                : values.put("renamed", Markdown.reference(renamed.name()))
                        .put("short_name", Markdown.reference(renamed.name().repository()))
                        .put("owner", Markdown.reference(renamed.owner()))
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
                .put("signatures_here", here.isEmpty() ? Markdown.NOTHING : Markdown.own(here.size()))
                .put(
                        "signatures_kinds",
                        Markdown.codes(here.stream()
                                .map(Signatures.Attached::what)
                                .distinct()
                                .toList()))
                .flag("signs_tag", signatures.signsTag())
                .flag("signs_platforms", signatures.signsAny() && !signatures.signsTag())
                .put("left_reason", Markdown.code(signatures.reason()))
                .put("attestations", Markdown.codes(signatures.types()));
    }

    /** Returns what {@code docker tag} can name: it takes no digest, so nothing where the source is only that. */
    private static Markdown tagName(ImageReference source) {
        return source.tag() == null ? Markdown.NOTHING : Markdown.reference(source.withDigest(null));
    }

    private static Values refused(Outcome.Refused refused) {
        boolean known = Outcome.Refused.REASONS.contains(refused.reason());
        return new Values(State.REFUSED)
                .put("image", Markdown.code(refused.image()))
                .put("reason", Markdown.code(refused.reason()))
                .put("message", Markdown.code(refused.message()))
                .put("platforms", Markdown.codes(refused.platforms()))
                .put("tags", Markdown.codes(refused.tags()))
                .put("supported", Markdown.codes(refused.supported()))
                .put("command", Markdown.code(refused.command()))
                .put(
                        "suggestion",
                        refused.suggestion() == null
                                ? Markdown.NOTHING
                                : Markdown.code("[PORTER]" + refused.suggestion()))
                .flag("reason_" + (known ? refused.reason() : "other"), true);
    }

    private static Values failed(Outcome.Failed failed) {
        Values values = new Values(State.FAILED);
        if (failed.hint() != Outcome.Hint.NONE) {
            values.flag("hint_" + lower(failed.hint()), true);
        }
        return values.put("source", Markdown.reference(failed.source()))
                .put("target", Markdown.reference(failed.target()))
                .put("action", Markdown.code(failed.action()))
                .put("answer", Markdown.code(failed.answer()))
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
