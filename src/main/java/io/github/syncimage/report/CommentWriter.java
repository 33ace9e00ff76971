package io.github.syncimage.report;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes the comment that answers an issue. */
public record CommentWriter(Templates templates) {
    /** GitHub takes no longer body of a comment, in characters. */
    public static final int LONGEST = 65_536;

    /** The frame of several images needs so much beside their texts: its heading, and a line for every image. */
    private static final int FRAME = 16_384;

    private static final Pattern MARKER = Pattern.compile("(?:[A-Za-z0-9:._/= ]|-(?!-)){1,200}");

    /**
     * The words that stand around the outcomes.
     *
     * @param marker hidden in the comment's first line, so that it is found again: letters, digits, {@code : . _ / = -}
     *     and spaces, no two hyphens in a row
     * @param leftOut images that the issue names beyond those that one issue may
     * @param runUrl of the Actions run that did the work, or null
     * @param pageUrl where people see how the request stands, or null
     */
    public record Context(String marker, int leftOut, URI runUrl, URI pageUrl) {
        public Context {
            if (!MARKER.matcher(marker).matches()) {
                throw new IllegalArgumentException("not a marker: '" + marker + "'");
            }
        }

        /** Returns the line that carries the marker; nothing that a requester wrote can look like it. */
        public String markerLine() {
            return "<!-- sync-image " + marker + " -->";
        }
    }

    /**
     * Writes the whole comment, at most {@link #LONGEST} characters.
     *
     * @param outcomes one for each image of the issue, at least one, in the order they were asked for
     */
    public String write(Language language, List<Outcome> outcomes, Context context) {
        String text = outcomes.size() == 1
                ? render(language, Wording.of(outcomes.get(0)), context)
                : several(language, outcomes, context);
        String hidden = context.markerLine() + "\n" + ToldOwners.line(outcomes);
        return hidden + capped(text, LONGEST - hidden.length());
    }

    private String render(Language language, Values values, Context context) {
        return templates.render(
                language,
                values.count("left_out", context.leftOut())
                        .url("run_url", context.runUrl())
                        .url("page_url", context.pageUrl()));
    }

    private String several(Language language, List<Outcome> outcomes, Context context) {
        List<Map<String, Object>> images = new ArrayList<>();
        int left = LONGEST - FRAME;
        for (Outcome outcome : outcomes) {
            Values values = Wording.of(outcome);
            // Where the comment would grow too long, the line in the list of images has to do.
            String text = left > 0 ? templates.render(language, values) : "";
            left -= text.length();
            images.add(Map.of(
                    "symbol", values.state().symbol(),
                    "name", Values.code(outcome.image()),
                    "text", left > 0 ? text : ""));
        }
        return render(language, counted(outcomes).list("images", images), context);
    }

    private static Values counted(List<Outcome> outcomes) {
        long done = outcomes.stream().filter(Outcome.Mirrored.class::isInstance).count();
        long broken = outcomes.stream()
                .filter(outcome -> outcome instanceof Outcome.Failed || outcome instanceof Outcome.Refused)
                .count();
        long cancelled =
                outcomes.stream().filter(Outcome.Cancelled.class::isInstance).count();
        long running = outcomes.size() - done - broken - cancelled;
        return new Values(State.SEVERAL)
                .own("total", outcomes.size())
                .own("done", done)
                .own("broken", broken)
                .count("running", (int) running)
                .flag("cancelled", running == 0 && cancelled > 0)
                .flag("all_done", running == 0 && cancelled == 0 && broken == 0)
                .flag("some_done", running == 0 && cancelled == 0 && broken > 0 && done > 0)
                .flag("none_done", running == 0 && cancelled == 0 && done == 0);
    }

    /** Cuts it at the end of a line, and closes a block of code that is cut open. */
    static String capped(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        String end = "\n```\n\n…";
        String kept = text.substring(0, text.lastIndexOf('\n', most - end.length()) + 1)
                .stripTrailing();
        boolean open = kept.lines().filter(line -> line.startsWith("```")).count() % 2 == 1;
        return kept + (open ? end : "\n\n…");
    }
}
