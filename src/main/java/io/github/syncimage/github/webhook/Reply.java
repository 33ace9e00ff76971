package io.github.syncimage.github.webhook;

import io.github.syncimage.github.webhook.Deliveries.Outcome;

/** What a caller is told; GitHub shows the text among a webhook's recent deliveries, where an operator looks for it. */
enum Reply {
    TAKEN(202, null, "accepted"),
    REPEATED(202, Outcome.REPEATED, "this delivery has come before"),
    TOO_LARGE_FOR_AN_ISSUE(202, Outcome.IGNORED, "accepted, and about no issue"),
    NO_DELIVERY(400, Outcome.REFUSED, "a delivery carries X-GitHub-Event and X-GitHub-Delivery"),
    NO_JSON(400, Outcome.REFUSED, "the form has no field 'payload'"),
    UNSIGNED(
            401,
            Outcome.UNSIGNED,
            "X-Hub-Signature-256 is missing: give the webhook the secret in github.webhook_secret"),
    WRONGLY_SIGNED(
            401, Outcome.UNSIGNED, "the signature is wrong: is the webhook's secret the one in github.webhook_secret?"),
    NOT_HERE(404, Outcome.REFUSED, "nothing is here"),
    NO_POST(405, Outcome.REFUSED, "deliveries come by POST"),
    TOO_LARGE(413, Outcome.REFUSED, "larger than any delivery of GitHub's (25 MiB)"),
    OTHER_TYPE(415, Outcome.REFUSED, "deliveries are application/json or application/x-www-form-urlencoded"),
    TOO_MANY(429, Outcome.LIMITED, "too many at once, a poll finds what this was about"),
    ROUTE_FAILED(
            500, Outcome.FAILED, "a step of receive-webhook failed, see the log; a poll finds what this was about"),
    NOBODY_THERE(503, Outcome.LIMITED, "receive-webhook does not run now, a poll finds what this was about");

    final int status;
    /** Null where it is counted by what it was about. */
    final Outcome outcome;

    final String text;

    Reply(int status, Outcome outcome, String text) {
        this.status = status;
        this.outcome = outcome;
        this.text = text + "\n";
    }
}
