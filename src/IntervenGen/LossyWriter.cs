using System.Text;

namespace IntervenGen;

/// <summary>Writes as long as that works, and remembers that once it did not.</summary>
/// <param name="inner">Where to; null for a stream that was closed from the start.</param>
internal sealed class LossyWriter(TextWriter? inner) : TextWriter
{
    /// <summary>Why something could not be written; null if all was.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => inner?.Encoding ?? Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => inner!.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => inner!.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => inner!.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(() => inner!.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Try(() => inner?.Flush(), isText: false);

    private void Try(Action write, bool isText = true)
    {
        if (inner is null)
        {
            if (isText)
                Failure ??= "it is closed";
            return;
        }

        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // .NET calls a closed descriptor a denied access.
            Failure ??= exception is IOException ? exception.Message : "it is closed";
        }
    }
}
