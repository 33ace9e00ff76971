package io.github.syncimage.report;

import java.util.Locale;

/** A language that comments can be written in; its templates lie in the folder of its {@link #code}. */
public enum Language {
    ZH,
    EN;

    /** Returns {@code zh}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
