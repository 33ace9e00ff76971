package io.github.syncimage.settings;

/** The ports that the daemon opens, 0 for one that it does not. No two may be the same. */
record Ports(int http, int webhook, int page) {
    static Ports read(EntryReader values) {
        int http = values.number(Keys.HTTP_PORT);
        int webhook = values.number(Keys.WEBHOOK_PORT);
        int page = values.number(Keys.PAGE_PORT);
        differ(values, Keys.WEBHOOK_PORT, webhook, Keys.HTTP_PORT, http);
        if (!values.has(Keys.PAGE_PORT) && (page == http || page == webhook)) {
            // What was configured before there was a page keeps its port.
            return new Ports(http, webhook, 0);
        }
        differ(values, Keys.PAGE_PORT, page, Keys.HTTP_PORT, http);
        differ(values, Keys.PAGE_PORT, page, Keys.WEBHOOK_PORT, webhook);
        return new Ports(http, webhook, page);
    }

    private static void differ(EntryReader values, Key<Integer> key, int port, Key<Integer> other, int taken) {
        if (port > 0 && port == taken) {
            values.report(key, "is the port of " + other.path() + ", too");
        }
    }
}
