package io.github.syncimage.issue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads what people write into an issue's title and body. The text is untrusted: its length is bounded first, all work
 * is linear in it, and it is never corrected into an image that may not be meant.
 *
 * @param imagesPerIssue at least 1
 */
public record IssueReader(int imagesPerIssue) {
    /** GitHub allows 256 characters; twice that leaves room for other forges. */
    private static final int LONGEST_TITLE = 512;

    /**
     * What an issue's title and body say.
     *
     * @param meant false where the issue is not for this program and is left alone without an answer
     * @param found the images asked for, each once, in the order they were written; or the one refusal of the whole issue
     * @param dropped how many more there were than one issue may ask for
     */
    record Reading(boolean meant, List<Finding> found, int dropped) {}

    /**
     * Reads an issue; never fails, whatever the text.
     *
     * @param title may be null or empty
     * @param body may be null or empty
     */
    Reading read(String title, String body) {
        String written = title == null ? "" : title;
        boolean tooLong = written.length() > LONGEST_TITLE;
        String plain = PlainText.of(tooLong ? written.substring(0, LONGEST_TITLE) : written)
                .strip();
        String rest = Prefix.strip(plain);
        BodyReader bodyReader = new BodyReader(body == null ? "" : body);
        if (rest == null) {
            Phrase phrase = tooLong ? Phrase.of("") : Phrase.of(plain);
            return isOneWord(plain) && phrase.plainlyAnImage()
                    ? withBody(phrase, Optional.empty(), bodyReader, plain)
                    : refused(
                            Reason.NO_PREFIX,
                            "the title neither starts with " + Prefix.TEXT + " nor is plainly an image",
                            plain);
        }
        if (tooLong) {
            return refused(Reason.TOO_LONG, "the title is longer than " + LONGEST_TITLE + " characters", plain);
        }
        if (rest.chars().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)) {
            return refused(Reason.INVALID_NAME, "the title holds control characters", plain);
        }
        return withBody(Phrase.of(rest), Pasted.inTitle(rest), bodyReader, plain);
    }

    private Reading withBody(Phrase phrase, Optional<List<Finding>> pasted, BodyReader body, String title) {
        List<Finding> inTitle = pasted.orElseGet(phrase::findings);
        if (inTitle.size() > imagesPerIssue && imagesPerIssue == 1) {
            return refused(Reason.SEVERAL_IMAGES, "the title names more than one image; open an issue for each", title);
        }
        List<Finding> titled = inTitle.stream()
                .map(finding -> finding.on(body.platformsOf(finding)).on(body.platformsBeforeImages()))
                .toList();
        List<Finding> findings = new ArrayList<>(titled);
        if (inTitle.isEmpty() || imagesPerIssue > 1) {
            body.images().stream()
                    .filter(image -> titled.stream().noneMatch(one -> one.covers(image)))
                    .forEach(findings::add);
        }
        if (findings.isEmpty()) {
            body.firstInProse().ifPresent(findings::add);
        }
        if (findings.isEmpty()) {
            return refused(Reason.NO_IMAGE, "neither title nor body names an image", title);
        }
        // A title that only names platforms names them for the images of the body.
        NamedPlatforms platforms = inTitle.isEmpty() ? phrase.platforms().or(body.platforms()) : body.platforms();
        return bounded(inTitle.isEmpty() && imagesPerIssue == 1 ? readableFirst(findings) : findings, platforms);
    }

    /** Where only one image is served, one that can be read goes before those that can't. */
    private static List<Finding> readableFirst(List<Finding> findings) {
        List<Finding> readable = findings.stream().filter(Finding::readable).toList();
        return readable.isEmpty() ? findings.subList(0, 1) : readable;
    }

    private Reading bounded(List<Finding> findings, NamedPlatforms platforms) {
        List<Finding> distinct = findings.stream()
                .map(finding -> finding.on(platforms))
                .distinct()
                .toList();
        int kept = Math.min(distinct.size(), imagesPerIssue);
        List<Finding> served = distinct.subList(0, kept);
        return served.stream().anyMatch(Finding::readable)
                ? new Reading(true, served, distinct.size() - kept)
                : new Reading(true, served.subList(0, 1), 0);
    }

    private static boolean isOneWord(String plain) {
        int bar = plain.indexOf('|');
        String image = (bar < 0 ? plain : plain.substring(0, bar)).strip();
        return image.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private static Reading refused(Reason reason, String message, String text) {
        return new Reading(reason != Reason.NO_PREFIX, List.of(Finding.refused(reason, message, text)), 0);
    }

    /**
     * The word that a title starts with, {@code [PORTER]}: any case, spaces around and inside its brackets, repeated. One of
     * the brackets may be missing, and the one behind may be a brace: {@code [PORTERnginx:1}, {@code PORTER]nginx:1},
     * {@code [PORTER}nginx:1}.
     */
    static final class Prefix {
        /** What the title of a request starts with. */
        static final String TEXT = "[PORTER]";

        private static final String WORD = TEXT.substring(1, TEXT.length() - 1)
                .chars()
                .mapToObj(letter -> " *+" + Character.toString(letter))
                .collect(Collectors.joining());
        private static final String CLOSED = " *+[]}]";
        /** Neither {@code [PORTERS]} nor the text of a link is the prefix with its bracket left out. */
        private static final String LEFT_OPEN = "(?![a-z]*+]|[^]]*+]\\()";

        private static final Pattern AT_START = Pattern.compile(
                "[ \"'`*]*+(?: *+\\[" + WORD + "(?:" + CLOSED + "|" + LEFT_OPEN + ")|" + WORD + CLOSED + ")++",
                Pattern.CASE_INSENSITIVE);
        private static final Pattern AFTER_COLON = Pattern.compile(" *+:(.*)", Pattern.DOTALL);
        /** Words that behind a colon are more likely a tag than an image. */
        private static final Pattern TAG = Pattern.compile(
                "(?:v?[0-9][^/]*|latest|stable|edge|main|master|nightly|dev|lts|release|slim|alpine)(?:@.*)?");

        private Prefix() {}

        /** What stands behind the prefix in this plain text; null where the text doesn't start with it. */
        static String strip(String text) {
            Matcher prefix = AT_START.matcher(text);
            if (!prefix.lookingAt()) {
                return null;
            }
            String rest = text.substring(prefix.end());
            Matcher colon = AFTER_COLON.matcher(rest);
            return colon.matches() && !isOnlyATag(colon.group(1)) ? colon.group(1) : rest;
        }

        /** "[PORTER]: nginx" and "[PORTER]:nginx:1" have a colon of their own, "[PORTER]:latest" an empty name. */
        private static boolean isOnlyATag(String behind) {
            List<String> words = Words.of(behind.split("[ |]", 2)[0]);
            return !words.isEmpty() && TAG.matcher(words.get(0)).matches();
        }
    }
}
