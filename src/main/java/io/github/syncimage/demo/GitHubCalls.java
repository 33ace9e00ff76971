package io.github.syncimage.demo;

import io.github.syncimage.demo.http.ExchangeCall;

/** Says in words what a call to GitHub is for. */
final class GitHubCalls {
    private GitHubCalls() {}

    static String describe(ExchangeCall call) {
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
}
