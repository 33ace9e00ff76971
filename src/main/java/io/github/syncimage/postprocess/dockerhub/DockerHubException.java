package io.github.syncimage.postprocess.dockerhub;

/** Docker Hub's API did not do what it was asked; the message is one line. */
final class DockerHubException extends RuntimeException {
    private final int status;

    /** @param status of HTTP, 0 where no answer came */
    DockerHubException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
