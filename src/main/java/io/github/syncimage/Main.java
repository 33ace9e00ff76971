package io.github.syncimage;

/** The program's door. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {}
}
