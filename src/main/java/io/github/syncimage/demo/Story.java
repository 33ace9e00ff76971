package io.github.syncimage.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Tells a newcomer what happens on the {@link Stage}, step by step, as plain text. */
public final class Story {
    private static final String RULE = "-".repeat(72);

    private final Stage stage;
    private final PrintWriter out;
    private int steps;

    public Story(Stage stage, PrintWriter out) {
        this.stage = stage;
        this.out = out;
    }

    /**
     * Before anything runs.
     *
     * @param routes the folder of the routes that are going to run
     */
    public void begin(Path routes) {
        line("sync-image mirrors a container image when somebody files a GitHub issue.");
        line("This is the whole of it, with stand-ins on loopback; nothing leaves this machine.");
        line("");
        line("  GitHub     " + stage.gitHub.apiUrl());
        line("  upstream   " + stage.upstream.uri() + "   serves " + Stage.SOURCE.host());
        line("  target     " + stage.target.uri());
        step("The daemon starts, with the routes in " + routes.toAbsolutePath().normalize() + " ...");
    }

    /** The issue is open. */
    public void opened() {
        step("ann opens issue #" + stage.issue().number() + " of " + Stage.OWNER + "/" + Stage.REPO
                + ", with the label porter:");
        line("     " + stage.issue().title());
    }

    /**
     * GitHub has told of it.
     *
     * @param status of the daemon's answer, 0 where there was none
     */
    public void told(int status) {
        line(
                status == 202
                        ? "   GitHub tells the daemon by its webhook, and is answered 202."
                        : "   GitHub's webhook does not reach the daemon (" + status + "), so the next poll finds it.");
    }

    /**
     * After the daemon is through with it.
     *
     * @param took since the issue was opened
     */
    public void end(Duration took) {
        step("The daemon reads the issue from GitHub, answers and closes it:");
        summary(stage.gitHub.calls(), Story::ofGitHub);
        step("It asks the upstream what it offers, and fetches it:");
        summary(stage.upstream.calls(), Story::ofRegistry);
        step("It pushes to the target, what others are made of first, the tag last:");
        summary(stage.target.calls(), Story::ofRegistry);
        answer();
        step("The image at the target is the image of the upstream, bit for bit:");
        line("     " + stage.offered + "  " + Stage.SOURCE);
        line("     " + stage.mirrored().map(Object::toString).orElse("nothing arrived") + "  " + stage.mirror());
        line("");
        line(
                stage.wentWell()
                        ? String.format("All went well, in %.1f s.", took.toMillis() / 1000.0)
                        : "It went wrong.");
    }

    /** The demo stays up. */
    public void stays() {
        step("People go on asking, over a thin line, until you end it with Ctrl-C. Look at");
        line("     http://127.0.0.1:" + stage.pagePort
                + "/   what moves, the line, the answers and the catalogue, as requesters see them");
        line("     http://127.0.0.1:" + stage.httpPort + "/   the routes with what goes through them, for operators");
    }

    private void answer() {
        TrackedIssue issue = stage.issue();
        List<Comment> comments = stage.gitHub.comments(issue.number());
        String reason = issue.stateReason() == null ? "" : " as " + issue.stateReason();
        step("Issue #" + issue.number() + " is " + issue.state() + reason + ", labelled "
                + String.join(" and ", issue.labels()) + ", with this comment:");
        line(RULE);
        comments.forEach(comment -> line(comment.body().strip()));
        line(RULE);
    }

    private void summary(List<ExchangeCall> calls, Function<ExchangeCall, String> description) {
        Map<String, Integer> kinds = new LinkedHashMap<>();
        calls.forEach(call -> kinds.merge(description.apply(call), 1, Integer::sum));
        kinds.forEach((kind, times) -> line(String.format("%6d x %s", times, kind)));
    }

    private void step(String text) {
        line("");
        line(++steps + ". " + text);
    }

    private void line(String text) {
        out.println(text);
    }

    /** What a call to GitHub is for, in words. */
    private static String ofGitHub(ExchangeCall call) {
        // Without the owner, the repository and the numbers, which say nothing here.
        String path = call.path().replaceFirst("/repos/[^/]+/[^/]+", "").replaceAll("/[0-9]+", "/N");
        String known = call.method() + " " + path;
        return String.format("%-28s %s", known, meaning(known)).stripTrailing();
    }

    private static String meaning(String known) {
        return switch (known) {
            case "GET /issues" -> "the open issues with the label";
            case "GET /issues/comments" -> "the latest comments: does somebody ask for something?";
            case "GET /issues/N" -> "the issue itself: at the delivery, and before it is closed";
            case "GET /issues/N/comments" -> "is there an answer already?";
            case "POST /issues/N/comments" -> "the comment, when work starts";
            case "PATCH /issues/comments/N" -> "the same comment, with progress and then the result";
            case "PATCH /issues/N" -> "labels and state";
            default -> "";
        };
    }

    /** What a call to a registry is for. */
    private static String ofRegistry(ExchangeCall call) {
        String path = call.path();
        if (path.contains("/blobs/uploads/")) {
            return call.method() + " blob upload";
        }
        if (path.contains("/blobs/")) {
            return call.method() + " blob";
        }
        if (path.contains("/manifests/")) {
            return call.method() + " manifest by " + (path.contains("/manifests/sha256:") ? "digest" : "tag");
        }
        return call.method() + " " + path;
    }
}
