package io.github.syncimage.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.syncimage.demo.LoopbackServer;
import io.github.syncimage.demo.Request;
import io.github.syncimage.demo.Response;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As little of GitHub as a tracker can be: one list of issues without {@code ETag}, {@code Link} or filters, comments on
 * an issue, and changes of both. Everything else is 404. Its JSON holds nothing that isn't asked of it: no author, no
 * association, no number of comments, no times. Proxies and work-alikes of GitHub (Gitea, test doubles) are somewhere
 * between this and the real one.
 */
public final class BareGitHub implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final LoopbackServer server = new LoopbackServer("bare-github", true, this::answer);
    private final String prefix;
    private final Map<Integer, Map<String, Object>> issues = new LinkedHashMap<>();
    private final Map<Integer, List<Map<String, Object>>> comments = new LinkedHashMap<>();
    private int lastComment = 100;

    /** @param prefix path before {@code /repos}, maybe empty */
    public BareGitHub(String owner, String repo, String prefix) {
        this.prefix = prefix + "/repos/" + owner + "/" + repo + "/issues";
    }

    public URI uri() {
        return server.uri();
    }

    public synchronized int open(String title, String... labels) {
        int number = issues.size() + 1;
        Map<String, Object> issue = new LinkedHashMap<>();
        issue.put("number", number);
        issue.put("title", title);
        issue.put("state", "open");
        issue.put("labels", named(List.of(labels)));
        issues.put(number, issue);
        comments.put(number, new ArrayList<>());
        return number;
    }

    public synchronized void body(int number, String body) {
        issues.get(number).put("body", body);
    }

    public synchronized boolean isOpen(int number) {
        return issues.get(number).get("state").equals("open");
    }

    public synchronized List<String> labels(int number) {
        List<String> names = new ArrayList<>();
        MAPPER.valueToTree(issues.get(number).get("labels"))
                .forEach(label -> names.add(label.path("name").asText()));
        return names;
    }

    /** The texts of an issue's comments. */
    public synchronized List<String> comments(int number) {
        return comments.get(number).stream()
                .map(comment -> (String) comment.get("body"))
                .toList();
    }

    public synchronized void comment(int number, String text) {
        add(number, text);
    }

    /** Method and path of everything that was asked, below the issues. */
    public List<String> calls() {
        return server.calls().stream()
                .map(call -> call.method() + " " + below(call.path()))
                .toList();
    }

    private String below(String path) {
        return path.startsWith(prefix) ? path.substring(prefix.length()) : "?";
    }

    private Map<String, Object> add(int number, String text) {
        Map<String, Object> comment = new LinkedHashMap<>();
        comment.put("id", ++lastComment);
        comment.put("body", text);
        comments.get(number).add(comment);
        return comment;
    }

    /** Written while nobody changes what it is made of. */
    private synchronized Response answer(Request request) throws IOException {
        Object found = answer(request.method(), below(request.path()), MAPPER.readTree(request.body()));
        return found == null
                ? Response.json(404, Map.of("message", "Not Found"))
                : Response.of(request.method().equals("POST") ? 201 : 200)
                        .content("application/json", MAPPER.writeValueAsBytes(found));
    }

    private Object answer(String method, String path, JsonNode body) {
        if (method.equals("GET") && path.isEmpty()) {
            return List.copyOf(issues.values());
        }
        String[] parts = path.split("/");
        if (path.matches("/[0-9]+/comments")) {
            int number = Integer.parseInt(parts[1]);
            return method.equals("POST") ? add(number, body.path("body").asText()) : comments.get(number);
        }
        if (method.equals("PATCH") && path.matches("/comments/[0-9]+")) {
            return edit(Integer.parseInt(parts[2]), body.path("body").asText());
        }
        if (method.equals("PATCH") && path.matches("/[0-9]+")) {
            return change(issues.get(Integer.parseInt(parts[1])), body);
        }
        return null;
    }

    private Object edit(int id, String text) {
        return comments.values().stream()
                .flatMap(List::stream)
                .filter(comment -> comment.get("id").equals(id))
                .peek(comment -> comment.put("body", text))
                .findFirst()
                .orElse(null);
    }

    private static Object change(Map<String, Object> issue, JsonNode change) {
        if (issue != null && change.has("state")) {
            issue.put("state", change.get("state").asText());
        }
        if (issue != null && change.has("labels")) {
            List<String> names = new ArrayList<>();
            change.get("labels").forEach(name -> names.add(name.asText()));
            issue.put("labels", named(names));
        }
        return issue;
    }

    private static List<Map<String, String>> named(List<String> names) {
        return names.stream().map(name -> Map.of("name", name)).toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
