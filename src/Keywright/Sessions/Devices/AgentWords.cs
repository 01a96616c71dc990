namespace Keywright.Sessions.Devices;

/// <summary>
/// The words by which agents are known, each with the name it gets. The first that is found decides: browsers name those that they are
/// built on too, so the special come before the general.
/// </summary>
internal static class AgentWords
{
    public static readonly (string Word, string Name)[] Bots =
    [
        ("Googlebot", "Googlebot"), ("Google-InspectionTool", "Googlebot"), ("bingbot", "Bingbot"), ("YandexBot", "YandexBot"),
        ("DuckDuckBot", "DuckDuckBot"), ("Applebot", "Applebot"), ("Baiduspider", "Baiduspider"), ("GPTBot", "GPTBot"),
        ("ClaudeBot", "ClaudeBot"), ("AhrefsBot", "AhrefsBot"), ("SemrushBot", "SemrushBot"), ("Twitterbot", "Twitterbot"),
        ("facebookexternalhit", "Facebook preview"), ("Slackbot", "Slackbot"), ("Discordbot", "Discordbot"),
        ("TelegramBot", "TelegramBot"), ("LinkedInBot", "LinkedInBot"), ("UptimeRobot", "UptimeRobot"), ("Pingdom", "Pingdom"),
        ("HeadlessChrome", "Headless Chrome"), ("PhantomJS", "PhantomJS"), ("Lighthouse", "Lighthouse"), ("Slurp", "Yahoo Slurp"),
        ("bot/", "Bot"), ("bot;", "Bot"), ("spider", "Bot"), ("crawler", "Bot"),
    ];

    public static readonly (string Word, string Name)[] Tools =
    [
        ("curl/", "curl"), ("Wget/", "Wget"), ("PostmanRuntime/", "Postman"), ("insomnia/", "Insomnia"), ("bruno-runtime/", "Bruno"),
        ("HTTPie/", "HTTPie"), ("python-requests/", "Python Requests"), ("python-httpx/", "Python HTTPX"), ("aiohttp/", "Python aiohttp"),
        ("Python-urllib/", "Python urllib"), ("Go-http-client/", "Go"), ("okhttp/", "OkHttp"), ("axios/", "axios"),
        ("node-fetch/", "node-fetch"), ("undici", "Node.js"), ("Deno/", "Deno"), ("Bun/", "Bun"), ("Dart/", "Dart"),
        ("Apache-HttpClient/", "Apache HttpClient"), ("Java-http-client/", "Java"), ("Java/", "Java"), ("GuzzleHttp/", "Guzzle"),
        ("Faraday v", "Faraday"), ("libwww-perl/", "Perl"), ("reqwest/", "reqwest"), ("RestSharp/", "RestSharp"),
        ("PowerShell/", "PowerShell"), ("CFNetwork/", "Apple app"), ("Keywright/", "Keywright"), ("node", "Node.js"),
    ];

    public static readonly (string Word, string Name)[] Browsers =
    [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("Edge/", "Edge"), ("OPR/", "Opera"), ("OPT/", "Opera"),
        ("OPiOS/", "Opera"), ("Opera", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("YaBrowser/", "Yandex Browser"),
        ("Vivaldi/", "Vivaldi"), ("UCBrowser/", "UC Browser"), ("DuckDuckGo/", "DuckDuckGo"), ("Ddg/", "DuckDuckGo"),
        ("MiuiBrowser/", "Mi Browser"), ("HuaweiBrowser/", "Huawei Browser"), ("Whale/", "Whale"), ("Silk/", "Silk"),
        ("Instagram", "Instagram"), ("FBAV/", "Facebook"), ("FBAN/", "Facebook"), ("GSA/", "Google app"), ("Electron/", "Electron app"),
        ("SeaMonkey/", "SeaMonkey"), ("FxiOS/", "Firefox"), ("Focus/", "Firefox Focus"), ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"), ("; wv)", "Android app"), ("Chromium/", "Chromium"), ("Chrome/", "Chrome"), ("MSIE ", "Internet Explorer"),
        ("Trident/", "Internet Explorer"), ("Epiphany/", "GNOME Web"), ("Konqueror", "Konqueror"), ("Safari/", "Safari"),
        ("AppleWebKit/", "App"),
    ];

    public static readonly (string Word, string Name)[] Systems =
    [
        ("iPod", "iPod"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows Phone", "Windows Phone"), ("Tizen", "a Samsung device"),
        ("Web0S", "an LG TV"), ("PlayStation", "PlayStation"), ("Xbox", "Xbox"), ("KaiOS", "KaiOS"), ("Android", "Android"),
        ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Macintosh", "macOS"), ("FreeBSD", "FreeBSD"), ("OpenBSD", "OpenBSD"),
        ("Linux", "Linux"), ("X11", "Unix"),
    ];

    /// <summary>Brands of Sec-CH-UA. "Chromium" and the made-up one, which keep parsers awake, are not among them.</summary>
    public static readonly (string Word, string Name)[] Brands =
    [
        ("Microsoft Edge", "Edge"), ("Brave", "Brave"), ("Opera", "Opera"), ("Vivaldi", "Vivaldi"),
        ("Samsung Internet", "Samsung Internet"), ("YaBrowser", "Yandex Browser"), ("DuckDuckGo", "DuckDuckGo"),
        ("HeadlessChrome", "Headless Chrome"),
        ("Android WebView", "Android app"), ("Google Chrome", "Chrome"),
    ];

    /// <summary>Values of Sec-CH-UA-Platform.</summary>
    public static readonly (string Word, string Name)[] Platforms =
    [
        ("Android", "Android"), ("Chrome OS", "ChromeOS"), ("Chromium OS", "ChromeOS"), ("Windows", "Windows"), ("macOS", "macOS"),
        ("Linux", "Linux"),
    ];

    /// <summary>The name of the first word that is in the text.</summary>
    public static (string Name, int At)? First((string Word, string Name)[] words, string text)
    {
        foreach (var (word, name) in words)
        {
            if (text.IndexOf(word, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
            {
                return (name, at + word.Length);
            }
        }

        return null;
    }
}
