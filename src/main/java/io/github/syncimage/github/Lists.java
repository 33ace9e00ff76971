package io.github.syncimage.github;

/** Goes through whichever {@link Pages} a route is told to read. */
public final class Lists {
    public void start(Pages<?> list) {
        list.start();
    }

    /** The answer for the current page; see {@link Pages#take}. */
    public void take(Pages<?> list, int status, String etag, String link, String body) {
        list.take(status, etag, link, body);
    }
}
