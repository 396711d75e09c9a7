using System.Text.RegularExpressions;

namespace IntervenGen.Cli.Tests;

/// <summary>Lines of logs of many machines.</summary>
public sealed partial class StampedWriterTests
{
    [Fact]
    public void Every_line_begins_with_time_and_node()
    {
        using var log = new StringWriter();
        using (var writer = new StampedWriter(log))
        {
            writer.Write("one ");
            writer.WriteLine("line");
            writer.Write("two\nthree\nhalf");
        }

        Assert.Matches(Form(), log.ToString());
    }

    [GeneratedRegex(@"\A(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S+ (one line|two|three)\n){3}\z")]
    private static partial Regex Form();
}
