// SPDX-License-Identifier: EUPL-1.2
package android.location;

/** Of Android's class of this name what the app asks, as its API reference has it; only the constructor is the test's. */
public class Location {
    private final double latitude;
    private final double longitude;
    private final long time;
    private final boolean mock;

    public Location(double latitude, double longitude, long time, boolean mock) {
        this.latitude = latitude;
        this.longitude = longitude;
        this.time = time;
        this.mock = mock;
    }

    public double getLatitude() {
        return latitude;
    }

    public double getLongitude() {
        return longitude;
    }

    public long getTime() {
        return time;
    }

    /** Deprecated since API 31 in favour of isMock, which phones before it have not. */
    public boolean isFromMockProvider() {
        return mock;
    }
}
