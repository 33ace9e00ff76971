package io.github.syncimage.run;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import java.nio.charset.StandardCharsets;

/** The body of a job as an operator can read it: {@code SELECT convert_from(task_data, 'UTF8') FROM scheduled_tasks}. */
final class TextSerializer implements Serializer {
    @Override
    public byte[] serialize(Object data) {
        return data == null ? null : data.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <T> T deserialize(Class<T> type, byte[] data) {
        return data == null ? null : type.cast(new String(data, StandardCharsets.UTF_8));
    }
}
