package io.github.syncimage.flow;

import io.github.syncimage.github.model.IssueId;
import org.apache.camel.Exchange;
import org.apache.camel.support.TypeConverterSupport;

/** Lets Camel make the number of an issue of it. */
final class IssueNumber extends TypeConverterSupport {
    @Override
    public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
        long number = ((IssueId) value).number();
        return type.cast(type == Integer.class ? (Object) (int) number : (Object) number);
    }
}
