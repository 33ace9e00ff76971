package io.github.syncimage.demo;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The issues, comments and labels of one repository. */
final class Tracker {
    private final TreeMap<Integer, TrackedIssue> issues = new TreeMap<>();
    final TreeMap<Long, Comment> comments = new TreeMap<>();
    private final Map<Integer, List<Long>> commentsOf = new HashMap<>();
    final Set<String> labels = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);
    /** By user: {@code OWNER}, {@code MEMBER}, {@code COLLABORATOR} or {@code CONTRIBUTOR}; everybody else is {@code NONE}. */
    final Map<String, String> associations = new ConcurrentHashMap<>();
    // As large as GitHub's, so that a client that takes an issue's number for a comment's id gets a 404.
    private long nextCommentId = 3_000_000_001L;

    /** The present, to the second, as GitHub's times are. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    synchronized TrackedIssue open(String title, String body, String user, boolean pullRequest, List<String> names) {
        int number = issues.isEmpty() ? 1 : issues.lastKey() + 1;
        Instant now = now();
        TrackedIssue issue =
                new TrackedIssue(number, title, body, user, pullRequest, "open", null, spelled(names), now, now, null);
        issues.put(number, issue);
        return issue;
    }

    /** @throws NoSuchElementException where there is none */
    synchronized TrackedIssue issue(int number) {
        return found(issues.get(number));
    }

    /** The open issues that carry these labels, which commas part, oldest first. */
    synchronized List<TrackedIssue> open(String names) {
        return issues.values().stream()
                .filter(issue -> issue.open() && issue.carries(names))
                .toList();
    }

    synchronized List<TrackedIssue> issues() {
        return List.copyOf(issues.values());
    }

    /** @param fields by GitHub's names */
    synchronized TrackedIssue change(int number, Map<String, ?> fields) {
        // A label keeps the spelling in which it was first used, whatever the case in which it is asked for later.
        TrackedIssue changed = issue(number).with(fields, this::spelled);
        issues.put(number, changed);
        return changed;
    }

    synchronized Comment comment(int number, String user, String body) {
        change(number, Map.of("title", issue(number).title()));
        Comment comment = new Comment(nextCommentId++, number, user, body, now(), now());
        comments.put(comment.id(), comment);
        commentsOf.computeIfAbsent(number, none -> new ArrayList<>()).add(comment.id());
        return comment;
    }

    /** @throws NoSuchElementException where there is none */
    synchronized Comment comment(long id) {
        return found(comments.get(id));
    }

    synchronized List<Comment> comments() {
        return List.copyOf(comments.values());
    }

    synchronized List<Comment> comments(int number) {
        return commentsOf.getOrDefault(number, List.of()).stream()
                .map(comments::get)
                .filter(Objects::nonNull)
                .toList();
    }

    synchronized Comment editComment(long id, String body) {
        Comment old = comment(id);
        Comment changed = new Comment(id, old.issue(), old.user(), body, old.createdAt(), now());
        comments.put(id, changed);
        return changed;
    }

    private static <T> T found(T value) {
        return Optional.ofNullable(value).orElseThrow();
    }

    private List<String> spelled(List<String> names) {
        Set<String> spelled = new LinkedHashSet<>();
        for (String name : names) {
            labels.add(name);
            spelled.add(
                    labels.stream().filter(name::equalsIgnoreCase).findFirst().orElse(name));
        }
        return new ArrayList<>(spelled);
    }
}
