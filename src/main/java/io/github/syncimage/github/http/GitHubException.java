package io.github.syncimage.github.http;

import io.github.syncimage.github.http.GitHubHttp.Answer;
import java.io.IOException;

/** GitHub has answered that it does not do what was asked. */
public final class GitHubException extends IOException {
    private final transient Answer answer;

    /** @param path that was asked for */
    public GitHubException(Answer answer, String path) {
        super("GitHub answers " + answer.status() + " to " + path);
        this.answer = answer;
    }

    public Answer answer() {
        return answer;
    }
}
