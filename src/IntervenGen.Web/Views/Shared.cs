namespace IntervenGen.Web.Views;

/// <summary>Something that several requests use at a time: the last who lets go closes it.</summary>
/// <remarks>Whoever makes it holds it. Any thread.</remarks>
internal sealed class Shared<T>(T value)
    where T : IDisposable
{
    private int _holders = 1;

    public T Value { get; } = value;

    /// <summary>Holds it once more; only for who holds it already.</summary>
    public Shared<T> Hold()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            Value.Dispose();
    }
}
