using System.Globalization;
using System.Text;

namespace IntervenGen;

/// <summary>Begins every line with time and machine, as <c>2026-11-27T05:18:07Z node12 </c>: for logs of many machines.</summary>
/// <remarks>A line is handed on whole, so that lines of several writers to one log do not mix. Any thread.</remarks>
/// <param name="inner">Where the lines go.</param>
internal sealed class StampedWriter(TextWriter inner) : TextWriter
{
    /// <summary>Variable that asks for it by the value <c>stamped</c>.</summary>
    public const string Variable = "IGEN_LOG";

    private readonly StringBuilder _line = new();
    private readonly Lock _lock = new();
    private readonly string _node = Environment.MachineName.Split('.')[0];

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>A writer as it is, or with stamps where the environment asks for them.</summary>
    public static TextWriter Over(TextWriter writer) =>
        Environment.GetEnvironmentVariable(Variable) == "stamped" ? new StampedWriter(writer) : writer;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        lock (_lock)
        {
            if (value != '\n')
            {
                _line.Append(value);
                return;
            }

            string time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            inner.Write($"{time} {_node} {_line}\n");
            _line.Clear();
            inner.Flush();
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        lock (_lock)
        {
            inner.Flush();
        }
    }
}
