package io.github.syncimage.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.Ask.Reply;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What flows cannot show of the stand-in for GitHub, and its description does not say. */
class LoopbackGitHubTest {
    private LoopbackGitHub github;
    private long commentId;

    @BeforeEach
    void start() {
        github = new LoopbackGitHub("acme", "mirror");
        github.open("[PORTER]nginx:1", "please", "ann", "porter");
        github.open("A question", null, "ben");
        github.openPullRequest("[PORTER]a fix", "cat", "porter");
        github.close(github.open("done", "", "ann"));
        commentId = github.comment(1, "ben", "me too");
    }

    @AfterEach
    void stop() {
        github.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /repos/acme/mirror              |                                        | 200 | acme/mirror
            GET    | /repos/ACME/Mirror/issues/1     |                                        | 200 | [PORTER]nginx:1
            GET    | /repos/acme/mirror/issues/1     |                                        | 200 | ann
            GET    | /repos/acme/mirror/issues/3     |                                        | 200 | pull_request
            POST   | /repos/acme/mirror/issues       | {"title": "t", "labels": ["a", {"name": "b"}]} | 201 | mirror-bot
            PATCH  | /repos/acme/mirror/issues/1     | {"state": "closed"}                    | 200 | completed
            PATCH  | /repos/acme/mirror/issues/1     | {"state": "closed", "state_reason": "not_planned"} | 200 | not_planned
            PATCH  | /repos/acme/mirror/issues/4     | {"state": "open"}                      | 200 | reopened
            PATCH  | /repos/acme/mirror/issues/4     | {"state": "closed", "state_reason": "not_planned"} | 200 | completed
            HEAD   | /repos/acme/mirror/issues       |                                        | 200 |
            PATCH  | /repos/acme/mirror/issues/1     | {"labels": ["PORTER", "success"]}      | 200 | success
            PATCH  | /repos/acme/mirror/issues/1     | {"title": "new", "body": null}         | 200 | new
            POST   | /repos/acme/mirror/issues/1     | {"title": "by an older client"}        | 200 | by an older client
            GET    | /repos/acme/mirror/issues/1/comments |                                   | 200 | me too
            POST   | /repos/acme/mirror/issues/1/comments | {"body": "hello"}                 | 201 | hello
            GET    | /repos/acme/mirror/issues/comments/ID |                                  | 200 | me too
            PATCH  | /repos/acme/mirror/issues/comments/ID | {"body": "edited"}               | 200 | edited
            DELETE | /repos/acme/mirror/issues/comments/ID |                                  | 204 |
            GET    | /repos/acme/mirror/issues/1/labels |                                     | 200 | porter
            POST   | /repos/acme/mirror/issues/1/labels | {"labels": ["success"]}             | 200 | success
            POST   | /repos/acme/mirror/issues/1/labels | ["success"]                         | 200 | success
            PUT    | /repos/acme/mirror/issues/1/labels | {"labels": [{"name": "other"}]}     | 200 | other
            DELETE | /repos/acme/mirror/issues/1/labels |                                     | 204 |
            DELETE | /repos/acme/mirror/issues/1/labels/porter |                              | 200 | []
            GET    | /repos/acme/mirror/labels       |                                        | 200 | porter
            POST   | /repos/acme/mirror/labels       | {"name": "failed"}                     | 201 | failed
            GET    | /rate_limit                     |                                        | 200 | 5000
            """)
    void serves(String method, String path, String body, int status, String inside) {
        Reply reply = ask(method, path, body);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).contains(inside == null ? "" : inside);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /repos/acme/other                |                                       | 404 | Not Found
            GET    | /repos/acme/mirror/issues/99      |                                       | 404 | Not Found
            GET    | /repos/acme/mirror/issues/one     |                                       | 404 | Not Found
            GET    | /repos/acme/mirror/issues/comments/1 |                                    | 404 | Not Found
            PATCH  | /repos/acme/mirror/issues/comments/1 | {"body": "b"}                      | 404 | Not Found
            DELETE | /repos/acme/mirror/issues/comments/1 |                                    | 404 | Not Found
            POST   | /repos/acme/mirror/issues/99/comments | {"body": "b"}                     | 404 | Not Found
            DELETE | /repos/acme/mirror/issues/1/labels/absent |                               | 404 | Label does not exist
            DELETE | /repos/acme/mirror/issues/1       |                                       | 404 | Not Found
            GET    | /                                 |                                       | 404 | Not Found
            POST   | /repos/acme/mirror/issues/1/comments | {"body":                           | 400 | Problems parsing JSON
            POST   | /repos/acme/mirror/issues/1/comments | "text"                             | 400 | Body should be a JSON object
            POST   | /repos/acme/mirror/issues/1/comments | {}                                 | 422 | body/body wasn't supplied
            POST   | /repos/acme/mirror/issues/1/comments |                                    | 422 | body/body wasn't supplied
            POST   | /repos/acme/mirror/issues/1/comments | {"body": 7}                        | 422 | not of type string
            POST   | /repos/acme/mirror/issues/1/comments | {"body": null}                     | 422 | may not be null
            POST   | /repos/acme/mirror/issues/1/comments | {"body": " "}                      | 422 | blank
            POST   | /repos/acme/mirror/issues         | {"body": "no title"}                  | 422 | body/title wasn't supplied
            POST   | /repos/acme/mirror/issues         | {"title": ""}                         | 422 | title is blank
            POST   | /repos/acme/mirror/issues         | {"title": "t", "labels": "a"}         | 422 | not of type array
            PATCH  | /repos/acme/mirror/issues/1       | {"state": "done"}                     | 422 | none of
            PATCH  | /repos/acme/mirror/issues/1       | {"state": "closed", "state_reason": "fixed"} | 422 | none of
            PATCH  | /repos/acme/mirror/issues/1       | {"state": "closed", "state_reason": "reopened"} | 422 | state_reason
            PATCH  | /repos/acme/mirror/issues/1       | {"labels": [1]}                       | 422 | body/labels/0
            PATCH  | /repos/acme/mirror/issues/comments/ID | {"text": "b"}                     | 422 | body/body wasn't supplied
            PUT    | /repos/acme/mirror/issues/1/labels | {"labels": [{"color": "red"}]}       | 422 | name wasn't supplied
            POST   | /repos/acme/mirror/issues/1/labels | {"labels": []}                       | 422 | too few
            POST   | /repos/acme/mirror/labels         | {"name": "Porter"}                    | 422 | already_exists
            GET    | /repos/acme/mirror/issues?state=shut |                                    | 422 | state is none of
            GET    | /repos/acme/mirror/issues?sort=title |                                    | 422 | sort is none of
            GET    | /repos/acme/mirror/issues?direction=up |                                  | 422 | direction is none of
            GET    | /repos/acme/mirror/issues?per_page=many |                                 | 422 | per_page is no integer
            GET    | /repos/acme/mirror/issues?since=monday |                                  | 422 | since is no time
            GET    | /repos/acme/mirror/issues/comments?sort=votes |                           | 422 | sort is none of
            """)
    void refuses(String method, String path, String body, int status, String inside) {
        Reply reply = ask(method, path, body);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).contains(inside);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                            | 3,2,1
            state=open&sort=created&direction=asc         | 1,2,3
            labels=porter&direction=asc                   | 1,3
            labels=Porter,absent                          | ''
            state=closed                                  | 4
            state=all&direction=asc                       | 1,2,3,4
            state=all&sort=comments                       | 1,4,3,2
            since=2100-01-01T00:00:00Z                    | ''
            since=2020-01-01T00:00:00Z&direction=asc      | 1,2,3
            per_page=2&direction=asc                      | 1,2
            per_page=2&direction=asc&page=2               | 3
            per_page=2&page=9                             | ''
            """)
    void lists(String query, String numbers) {
        assertThat(numbers(ask("GET", "/repos/acme/mirror/issues?" + query, null)))
                .isEqualTo(numbers);
    }

    @ParameterizedTest
    @CsvSource({
        "'', me too|and me|later",
        "direction=desc, me too|and me|later",
        "sort=created&direction=desc, later|and me|me too",
        "sort=updated&direction=asc, me too|and me|later",
        "since=2100-01-01T00:00:00Z, ''",
        "per_page=1&page=2, and me",
    })
    void listsTheCommentsOfAllIssues(String query, String bodies) {
        github.comment(2, "cat", "and me");
        github.comment(1, "ann", "later");
        List<String> found = new ArrayList<>();
        ask("GET", "/repos/acme/mirror/issues/comments?" + query, null)
                .json()
                .forEach(comment -> found.add(comment.path("body").asText()));

        assertThat(String.join("|", found)).isEqualTo(bodies);
    }

    @Test
    void leadsFromPageToPage() {
        List<String> pages = new ArrayList<>();
        URI next = uri("/repos/acme/mirror/issues?per_page=1&direction=asc&labels=porter&state=open");
        while (next != null) {
            Reply reply = Ask.get(next);
            pages.add(numbers(reply));
            String link = reply.header("Link").replaceFirst(".*<([^>]*)>; rel=\"next\".*", "$1");
            next = link.startsWith("http") && !link.contains("rel=") ? URI.create(link) : null;
        }

        assertThat(pages).containsExactly("1", "3");
    }

    @Test
    void answersNotModifiedUntilSomethingChanges() {
        String path = "/repos/acme/mirror/issues?labels=porter";
        Reply first = ask("GET", path, null);
        Reply again = Ask.get(uri(path), "If-None-Match", first.header("ETag"));
        github.editTitle(1, "[PORTER]nginx:2");
        Reply changed = Ask.get(uri(path), "If-None-Match", first.header("ETag"));

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(again.header("x-ratelimit-remaining")).isEqualTo(first.header("x-ratelimit-remaining"));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).isNotEqualTo(first.header("ETag"));
    }

    @Test
    void wantsTheTokenAndAUserAgentBelowItsPrefix() {
        try (LoopbackGitHub enterprise = new LoopbackGitHub("acme", "mirror", "secret", "/api/v3")) {
            URI repository = URI.create(enterprise.apiUrl() + "/repos/acme/mirror");

            assertThat(Ask.get(repository).text()).contains("Requires authentication");
            assertThat(Ask.get(repository, "Authorization", "Bearer wrong").text())
                    .contains("Bad credentials");
            assertThat(Ask.get(repository, "Authorization", "Bearer secret").status())
                    .isEqualTo(200);
            assertThat(Ask.get(repository, "Authorization", "token secret").status())
                    .isEqualTo(200);
            assertThat(Ask.get(repository, "Authorization", "Bearer secret", "User-Agent", "")
                            .status())
                    .isEqualTo(403);
            assertThat(Ask.get(enterprise.apiUrl().resolve("/repos/acme/mirror"), "Authorization", "Bearer secret")
                            .status())
                    .isEqualTo(404);
        }
    }

    private Reply ask(String method, String path, String body) {
        return Ask.ask(method, uri(path.replace("ID", String.valueOf(commentId))), body == null ? "" : body);
    }

    private URI uri(String path) {
        return URI.create(github.apiUrl() + path);
    }

    private static String numbers(Reply reply) {
        List<String> numbers = new ArrayList<>();
        reply.json().forEach(issue -> numbers.add(issue.path("number").asText()));
        return String.join(",", numbers);
    }
}
