package io.github.syncimage.run;

import java.util.function.BooleanSupplier;

/** Whether this daemon can do now what stands in queues. Where it cannot, it leaves that to those who can. */
public final class Ability {
    private volatile BooleanSupplier test = () -> true;

    /** @param able may take a while to find out */
    public void is(BooleanSupplier able) {
        test = able;
    }

    boolean now() {
        return test.getAsBoolean();
    }
}
