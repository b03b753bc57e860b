package org.flyte.devbox.start;

/**
 * Who reaches devbox where.
 *
 * @param internalPort port for the calls between its services, on the loopback interface; 0 takes a free one
 */
public record Access(int internalPort) {
    static final Access DEFAULT = new Access(0);

    Access withInternalPort(int number) {
        return new Access(number);
    }
}
