package io.github.syncimage.report;

import com.github.mustachejava.Binding;
import com.github.mustachejava.Code;
import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.MustacheResolver;
import com.github.mustachejava.TemplateContext;
import com.github.mustachejava.reflect.BaseObjectHandler;
import com.github.mustachejava.util.Wrapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;

/**
 * Mustache for values that are safe already ({@link Markdown}): it escapes nothing, so {@code {{x}}} and {@code
 * {{{x}}}} are the same, looks names up in maps only, never by reflection, and includes no other file.
 */
final class PlainMustache extends DefaultMustacheFactory {
    private static final MustacheResolver NO_PARTIALS = name -> null;

    PlainMustache() {
        super(NO_PARTIALS);
        setObjectHandler(new Maps());
    }

    @Override
    public void encode(String value, Writer writer) {
        try {
            writer.write(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Maps extends BaseObjectHandler {
        @Override
        public Wrapper find(String name, List<Object> scopes) {
            return inner -> valueOf(name, inner);
        }

        @Override
        public Binding createBinding(String name, TemplateContext context, Code code) {
            return scopes -> valueOf(name, scopes);
        }

        private static Object valueOf(String name, List<Object> scopes) {
            for (int i = scopes.size() - 1; i >= 0; i--) {
                if (scopes.get(i) instanceof Map<?, ?> map && map.containsKey(name)) {
                    return map.get(name);
                }
            }
            return null;
        }
    }
}
