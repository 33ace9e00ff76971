package io.github.syncimage.github;

import io.github.syncimage.github.http.GitHubHttp.Answer;
import io.github.syncimage.github.model.IssueComment;
import io.github.syncimage.text.Json;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.egit.github.core.Comment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who we are at GitHub, so that nobody else's comment is taken for one of ours: a marker is text that anybody can type.
 * {@code GET /user} tells it once, of a GitHub App {@code GET /app}; where the token has no user (Actions), the first comment
 * that we write does.
 */
public final class Identity {
    private static final Logger LOG = LoggerFactory.getLogger(Identity.class);
    /** Only workflows of the repository itself write as this one. */
    private static final String ACTIONS = "github-actions[bot]";

    private final GitHub gitHub;
    private final boolean app;
    private final Path file;
    private final Repositories repositories;
    private boolean asked;
    private String login;

    /**
     * @param file where the login is remembered that no user tells; it may be lost
     * @param repositories in which we write; those of several daemons may share the file
     * @param app whether we are a GitHub App, which knows its name
     */
    public Identity(GitHub gitHub, Path file, Repositories repositories, boolean app) {
        this.gitHub = gitHub;
        this.app = app;
        this.file = file;
        this.repositories = repositories;
    }

    /** Asks GitHub who we are, where that is not known yet. */
    public void identify() throws IOException, InterruptedException {
        synchronized (this) {
            if (login != null || asked) {
                return;
            }
        }
        Answer answer = gitHub.send(GitHub.Call.get(app ? "/app" : "/user").mayBeRefused(), () -> {});
        String told = answer.status() == 200 ? told(answer.json()) : remembered();
        synchronized (this) {
            asked = true;
            if (login == null && !told.isEmpty()) {
                login = told;
            }
        }
    }

    private String told(Map<String, ?> answer) {
        String slug = Json.text(answer, "slug");
        return app && !slug.isEmpty() ? slug + "[bot]" : Json.text(answer, "login");
    }

    /** We have written a comment, and GitHub names its author; work-alikes may not. */
    public synchronized void wrote(Comment comment) {
        String author = comment.getUser() == null ? null : comment.getUser().getLogin();
        wroteAs(author == null ? "" : author);
    }

    /** GitHub names the author of something that we have written. */
    public synchronized void wroteAs(String author) {
        if (!author.isBlank() && !author.equals(login)) {
            login = author;
            remember();
        }
    }

    /** Who we are in one repository, we are in all: one token or one App writes in them. */
    private String remembered() {
        Properties logins = read();
        return repositories.all().stream()
                .map(repository -> logins.getProperty(repository.toString(), ""))
                .filter(known -> !known.isEmpty())
                .findFirst()
                .orElse("");
    }

    private Properties read() {
        Properties logins = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            logins.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("no login is remembered: {}", e.getMessage());
        }
        return logins;
    }

    private void remember() {
        Properties logins = read();
        repositories.all().forEach(repository -> logins.setProperty(repository.toString(), login));
        try (Writer writer = Files.newBufferedWriter(file)) {
            logins.store(writer, null);
        } catch (IOException e) {
            LOG.debug("the login is not remembered: {}", e.getMessage());
        }
    }

    /** Our login; empty before it is known. */
    public synchronized Optional<String> login() {
        return Optional.ofNullable(login);
    }

    /** Returns whether we wrote the comment. Where the server names no authors at all, as GitHub always does, all are believed. */
    public boolean ours(IssueComment comment) {
        return ours(comment.author());
    }

    /** Returns whether we wrote what has this author; empty where the server names none. */
    public boolean ours(String author) {
        return author.isEmpty() || author.equalsIgnoreCase(login().orElse(ACTIONS));
    }
}
