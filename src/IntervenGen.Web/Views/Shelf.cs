namespace IntervenGen.Web.Views;

/// <summary>Things that are dear to keep: the few that were used last, and those only while they are used now and then.</summary>
/// <remarks>
/// What is put away is closed when the last who uses it lets go. Opening is done outside, before the lock: whoever opens
/// what somebody else has opened meanwhile gets that, and closes their own. Any thread; nothing here waits.
/// </remarks>
/// <param name="maxCount">How many are kept.</param>
/// <param name="maxBytes">How much they may hold together; one alone may hold more.</param>
/// <param name="idleAfter">How long nobody needs to have used something before it is put away.</param>
/// <param name="clock">The time.</param>
internal sealed class Shelf<T>(int maxCount, long maxBytes, TimeSpan idleAfter, TimeProvider clock) : IDisposable
    where T : class, IDisposable
{
    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public int Count
    {
        get
        {
            lock (_lock)
                return _items.Count;
        }
    }

    /// <summary>Holds what is there under a name; null for nothing.</summary>
    public Shared<T>? Find(string name)
    {
        lock (_lock)
        {
            if (!_items.TryGetValue(name, out Item? item))
                return null;
            item.UsedAt = clock.GetTimestamp();
            return item.Content.Hold();
        }
    }

    /// <summary>Puts something there, in place of what is of no more use, and holds it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="opened">What was opened for it.</param>
    /// <param name="bytes">What it holds.</param>
    /// <param name="isAsGood">Whether what somebody else has put there meanwhile will do.</param>
    public Shared<T> Put(string name, T opened, long bytes, Func<T, bool> isAsGood)
    {
        List<Shared<T>> old = [];
        Shared<T> held;
        lock (_lock)
        {
            if (_items.TryGetValue(name, out Item? there) && isAsGood(there.Content.Value))
            {
                old.Add(new Shared<T>(opened));
                held = there.Content.Hold();
            }
            else
            {
                if (there is not null)
                    old.Add(there.Content);
                var item = new Item(new Shared<T>(opened), bytes) { UsedAt = clock.GetTimestamp() };
                _items[name] = item;
                held = item.Content.Hold();
            }

            TakeSurplus(name, old);
        }

        Release(old);
        return held;
    }

    /// <summary>Puts one away.</summary>
    /// <returns>False where there was none.</returns>
    public bool Remove(string name)
    {
        Item? item;
        lock (_lock)
            _items.Remove(name, out item);
        item?.Content.Release();
        return item is not null;
    }

    /// <summary>Puts away what nobody has used for a while.</summary>
    public void RemoveIdle() => RemoveWhere(item => clock.GetElapsedTime(item.UsedAt) >= idleAfter);

    public void Dispose() => RemoveWhere(_ => true);

    private void RemoveWhere(Func<Item, bool> isOver)
    {
        List<Shared<T>> old = [];
        lock (_lock)
        {
            foreach ((string name, Item item) in _items)
            {
                if (!isOver(item))
                    continue;
                old.Add(item.Content);
                _items.Remove(name);
            }
        }

        Release(old);
    }

    // The one just put there stays, whatever it holds.
    private void TakeSurplus(string newest, List<Shared<T>> old)
    {
        while (_items.Count > 1 && (_items.Count > maxCount || _items.Values.Sum(item => item.Bytes) > maxBytes))
        {
            (string name, Item item) = _items.Where(entry => entry.Key != newest).MinBy(entry => entry.Value.UsedAt);
            old.Add(item.Content);
            _items.Remove(name);
        }
    }

    private static void Release(List<Shared<T>> old)
    {
        foreach (Shared<T> content in old)
            content.Release();
    }

    private sealed class Item(Shared<T> content, long bytes)
    {
        public Shared<T> Content { get; } = content;

        public long Bytes { get; } = bytes;

        public long UsedAt { get; set; }
    }
}
