using System.Globalization;
using IntervenGen.Experiments;

namespace IntervenGen;

/// <summary>An experiment's result as lines of text, for people.</summary>
internal static class ExperimentText
{
    /// <summary>Every cell beside the paper's, the claims, and where the report is.</summary>
    public static IEnumerable<string> Of(ExperimentReport report)
    {
        ExperimentResult result = report.Result;
        yield return result.Experiment.Title;
        foreach (Cell cell in result.Experiment.Cells)
        {
            string here = result.Failure(cell.Row, cell.Column) is { } failure
                ? $"not measured: {failure}"
                : result.Success(cell.Row, cell.Column) is { } success
                ? string.Create(
                    CultureInfo.InvariantCulture, $"{100 * success.Rate,5:0.0} % ({100 * success.Low:0.0} to {100 * success.High:0.0})")
                : result.Words(cell.Row, cell.Column);
            string paper = cell.Paper is { } rate ? string.Create(CultureInfo.InvariantCulture, $", paper {100 * rate:0} %") : "";
            yield return $"  {cell.Column,-14} {cell.Row,-24} {here}{paper}";
        }

        foreach ((string text, bool holds) in result.Claims)
            yield return $"  {(holds ? "holds        " : "does not hold")} {text}";
        if (result.Experiment.LeftOut.Count > 0)
            yield return $"  {result.Experiment.LeftOut.Count} claims are left out, because not all their cells were asked for";
        yield return $"  report: {report.Path}";
    }
}
