package io.github.syncimage.github.model;

import io.github.syncimage.text.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The issue that tells how a watch list stands. Its hidden first line says of which list, and what failed when it was
 * written, so that a restart goes on where it was.
 *
 * @param body whatever stands there now; people who may edit issues can have changed it
 * @param updatedAt null where the server does not tell
 */
public record WatchIssue(long number, String body, String author, boolean open, Instant updatedAt) {
    public static final String LABEL = "watch";
    /** What stands before the words of the box. */
    public static final String BOX = "- [ ] <!-- sync-image run-now -->";

    public static final String TICKED_BOX = BOX.replace("[ ]", "[x]");

    private static final String PREFIX = "[WATCH]";
    /** A title has at most 256 characters. */
    private static final int LONGEST_NAME = 200;

    private static final Pattern TICKED = Pattern.compile("(?m)^ {0,3}[-*+] \\[[xX]] <!-- sync-image run-now -->");
    private static final Pattern MARKER =
            Pattern.compile("<!-- sync-image watch ([A-Za-z0-9%._*+]{1,1000}):([0-9a-f ]*) -->");

    /** Reads an element of {@code GET /repos/{owner}/{repo}/issues}. */
    public static WatchIssue read(Map<String, ?> json) {
        return new WatchIssue(
                Json.number(json, "number", 0),
                Json.text(json, "body"),
                Json.text(Json.object(json, "user"), "login"),
                !Json.text(json, "state").equals("closed"),
                Issue.time(json, "updated_at"));
    }

    /** Returns this issue as one that tells of no list. */
    public WatchIssue withoutBody() {
        return new WatchIssue(number, "", author, open, updatedAt);
    }

    /** Returns whether an issue of that title is no request, whatever else it says. */
    public static boolean titled(String title) {
        return title.strip().toUpperCase(Locale.ROOT).startsWith(PREFIX);
    }

    /**
     * The hidden first line.
     *
     * @param failing short names of what fails, eight hex digits each
     */
    public static String marker(String list, Collection<String> failing) {
        return "<!-- sync-image watch " + inMarker(list) + ":" + String.join(" ", failing) + " -->";
    }

    // Two hyphens would end the comment.
    private static String inMarker(String list) {
        return URLEncoder.encode(list, StandardCharsets.UTF_8).replace("-", "%2D");
    }

    /** Writes what {@code POST /repos/{owner}/{repo}/issues} takes. */
    public static String creation(String list, String body) {
        String name = list.length() > LONGEST_NAME ? list.substring(0, LONGEST_NAME) : list;
        return Json.text(Map.of("title", PREFIX + " " + name, "body", body, "labels", List.of(LABEL)));
    }

    /** Returns whether it is the one of this list. */
    public boolean tells(String list) {
        Matcher marker = MARKER.matcher(body);
        return marker.lookingAt() && marker.group(1).equals(inMarker(list));
    }

    /** Reads what failed when it was written. */
    public Set<String> failing() {
        Matcher marker = MARKER.matcher(body);
        Set<String> failing = new TreeSet<>();
        if (marker.lookingAt()) {
            failing.addAll(Arrays.asList(marker.group(2).strip().split(" +")));
            failing.remove("");
        }
        return failing;
    }

    /** Returns whether somebody wants the list gone through now. */
    public boolean ticked() {
        return TICKED.matcher(body).find();
    }

    /** Returns whether it says this; the web page ends lines in another way, and that is no difference. */
    public boolean says(String text) {
        return plain(body).equals(plain(text));
    }

    private static String plain(String text) {
        return text.replace("\r\n", "\n").strip();
    }

    /** Returns whether what a list shows is from before this. */
    public boolean newerThan(WatchIssue listed) {
        return updatedAt != null && listed.updatedAt != null && updatedAt.isAfter(listed.updatedAt);
    }
}
