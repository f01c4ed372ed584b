// SPDX-License-Identifier: EUPL-1.2

import android.content.Context;
import android.location.Location;
import android.location.LocationManager;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** An activity whose phone answers as a test says, and that knows which of the objects that passed are still held. */
public class Phone extends Context {
    private final Map<String, Supplier<Location>> providers = new HashMap<>();
    private final List<WeakReference<Object>> passed = new ArrayList<>();
    private boolean locates = true;

    public void measures(String provider, double latitude, double longitude, long time, boolean mock) {
        providers.put(provider, () -> new Location(latitude, longitude, time, mock));
    }

    public void knowsNothing(String provider) {
        providers.put(provider, () -> null);
    }

    public void forbids(String provider) {
        providers.put(provider, () -> {
            throw pass(new SecurityException("uid 10001 does not have ACCESS_FINE_LOCATION"));
        });
    }

    public void hasNoLocationService() {
        locates = false;
    }

    @Override
    public Object getSystemService(String name) {
        pass(name);
        return locates && name.equals("location") ? pass(new LocationManager(this::last)) : null;
    }

    private Location last(String provider) {
        Supplier<Location> said = providers.get(pass(provider));
        if (said == null) {
            throw pass(new IllegalArgumentException("provider \"" + provider + "\" does not exist"));
        }
        return pass(said.get());
    }

    private <T> T pass(T object) {
        passed.add(new WeakReference<>(object));
        return object;
    }

    public int passed() {
        return passed.size();
    }

    /** How many of them somebody still holds; a null that passed counts as gone. */
    public int held() {
        System.gc();
        int held = 0;
        for (WeakReference<Object> one : passed) {
            if (one.get() != null) {
                held++;
            }
        }
        return held;
    }
}
