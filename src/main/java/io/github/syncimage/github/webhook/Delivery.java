package io.github.syncimage.github.webhook;

/**
 * One delivery that GitHub has signed.
 *
 * @param id {@code X-GitHub-Delivery}
 * @param event {@code X-GitHub-Event}
 * @param json what it says
 */
record Delivery(String id, String event, String json) {
    /** Takes deliveries; called by several threads. */
    @FunctionalInterface
    interface Taker {
        /** Returns once it has; false where it had come before. */
        boolean take(Delivery delivery) throws Exception;
    }
}
