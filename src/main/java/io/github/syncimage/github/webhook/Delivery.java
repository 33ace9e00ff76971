package io.github.syncimage.github.webhook;

/**
 * One delivery that GitHub has signed.
 *
 * @param id {@code X-GitHub-Delivery}
 * @param event {@code X-GitHub-Event}
 * @param json what it says
 */
record Delivery(String id, String event, String json) {
    /** Who takes deliveries: returns when it has, or throws. Called by several threads. */
    @FunctionalInterface
    interface Taker {
        void take(Delivery delivery) throws Exception;
    }
}
