using System.Text.RegularExpressions;

namespace IntervenGen.Cluster.Profiles;

/// <summary>What the kind of a value does not say: texts that become options of sbatch.</summary>
internal static partial class ProfileCheck
{
    public static void Check(ProfileFile file, ICollection<string> faults)
    {
        Word("partition", file.Partition);
        Word("account", file.Account);
        Word("qos", file.Qos);
        Memory("memory", file.Memory);
        Time("time_limit", file.TimeLimit);
        if (file.Training is { } training)
        {
            Word("training.partition", training.Partition);
            Memory("training.memory", training.Memory);
            Time("training.time_limit", training.TimeLimit);
        }

        foreach (string line in file.Lines)
        {
            if (!line.StartsWith('-') || line.Any(char.IsControl))
                faults.Add($"{file.Place}: lines: '{line}' is no option of sbatch, such as --constraint=avx2");
        }

        void Word(string key, string? value) => Match(key, value, WordForm(), "a name without blanks");
        void Memory(string key, string? value) => Match(key, value, MemoryForm(), "a number with K, M, G or T, such as 4G");
        void Time(string key, string? value) =>
            Match(key, value, TimeForm(), "minutes, minutes:seconds, hours:minutes:seconds or days-hours[:minutes[:seconds]]");

        void Match(string key, string? value, Regex form, string expected)
        {
            if (value is not null && !form.IsMatch(value))
                faults.Add($"{file.Place}: {key} is '{value}'; it must be {expected}");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.,:@/+-]+\z")]
    private static partial Regex WordForm();

    [GeneratedRegex(@"^[0-9]+[KMGT]?\z")]
    private static partial Regex MemoryForm();

    [GeneratedRegex(@"^([0-9]+-)?[0-9]+(:[0-9]{1,2}){0,2}\z")]
    private static partial Regex TimeForm();
}
