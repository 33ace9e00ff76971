package io.github.syncimage.github;

import io.github.syncimage.github.Repositories.ServedRepository;
import io.github.syncimage.github.model.Issue;
import io.github.syncimage.github.model.IssueId;
import io.github.syncimage.github.model.RepositoryName;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Repositories as the daemon serves them. */
public final class Served {
    /** One that is served alone. */
    public static final RepositoryName MIRROR = new RepositoryName("acme", "mirror", true);

    private static final Instant CREATED = Instant.EPOCH;

    private Served() {}

    public static IssueId issue(long number) {
        return new IssueId(MIRROR, number);
    }

    /** An open issue with the label, as GitHub lists it; nobody has touched it. */
    public static Issue open(long number, String title, String author) {
        return issue(number, title, "", author, Instant.EPOCH, "porter");
    }

    /** As GitHub shows it. */
    public static Issue issue(String json) {
        try {
            return Issue.read(MIRROR, Json.read(json.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Issue issue(
            long number, String title, String body, String author, Instant updated, String... labels) {
        return Issue.read(
                MIRROR,
                Map.of(
                        "number",
                        number,
                        "title",
                        title,
                        "body",
                        body,
                        "user",
                        Map.of("login", author),
                        "labels",
                        Stream.of(labels).map(label -> Map.of("name", label)).toList(),
                        "comments",
                        0L,
                        "created_at",
                        CREATED.toString(),
                        "updated_at",
                        updated.toString()));
    }

    public static Repositories of(Clock clock, RepositoryName... names) {
        Repositories none = new Repositories(List.of(), name -> null);
        Identity identity = new Identity(null, Path.of("none"), none, false);
        return new Repositories(
                List.of(names),
                name -> new ServedRepository(
                        name,
                        "porter",
                        new OpenIssues(null, name, "porter", clock::instant),
                        new RecentComments(null, name, identity::ours, clock)));
    }
}
