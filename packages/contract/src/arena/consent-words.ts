import type { Pay } from './studies.ts';
import type { TextLanguage } from './translations.ts';

interface ConsentWords {
  titles: { agree: string; time: string; stored: string; stopping: string; questions: string };
  stored: readonly string[];
  /** Of studies that ask for verdicts too. */
  verdictsStored: string;
  time: (minutes: number | null) => string;
  pay: (pay: Pay | null) => string;
  stopping: (correctionWindowS: number) => string;
  /** @param until ISO 8601 in UTC */
  withdrawing: (until: string | null) => string;
  contact: (contact: string | null) => string;
}

const plural = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
const isShort = (seconds: number) => seconds < 120;
/** Year, month, day and time of an ISO 8601 moment in UTC. */
const partsOf = (iso: string) => ({
  year: iso.slice(0, 4),
  month: iso.slice(5, 7),
  day: iso.slice(8, 10),
  time: `${iso.slice(11, 16)} UTC`,
});
const moments: Record<TextLanguage, (iso: string) => string> = {
  en: (iso) => `${iso.slice(0, 10)} ${partsOf(iso).time}`,
  de: (iso) => {
    const { year, month, day, time } = partsOf(iso);
    return `${day}.${month}.${year} ${time}`;
  },
  zh: (iso) => {
    const { year, month, day, time } = partsOf(iso);
    return `${year}年${Number(month)}月${Number(day)}日 ${time}`;
  },
};
const minutesOf = (seconds: number) => Math.floor(seconds / 60);

/** What the site itself says in every consent. */
export const consentWords: Record<TextLanguage, ConsentWords> = {
  en: {
    titles: {
      agree: 'What you agree to',
      time: 'Time and pay',
      stored: 'What is stored about you',
      stopping: 'Stopping, and taking it back',
      questions: 'Questions',
    },
    stored: [
      'A random number instead of you: no name, no address, no account.',
      'When you agreed, practised and ended, and whether you came by this open site, an invitation or a panel of participants.',
      'Only if a panel sent you, as Prolific does: the ids that it gives for you, its study and your turn. They stand apart from your votes, so that you take part once and can be paid, and only maintainers of this site see them. When you withdraw they are erased, and a code stays, from which they cannot be read back.',
      'Your answers in the practice; your votes, and the reasons and comments that you choose to add.',
      'Which ballots you were shown, how long you looked at each, and whether you answered by pointer, by keys or by a plain form.',
      'A code of the network that you come from, which shows when many voters come from one place. What it stands for can be told for one day; then its key is thrown away.',
      'In this browser: a cookie by which you go on where you were, sent to this study’s pages only, and one that marks which studies you take part in. Votes that could not be sent yet wait here too.',
    ],
    verdictsStored:
      'What you take each image for, before you see the explanations and after, and when you said so.',
    time: (minutes) =>
      minutes === null
        ? 'How long it takes is up to you.'
        : `It takes about ${plural(minutes, 'minute', 'minutes')}.`,
    pay: (pay) =>
      pay === null
        ? 'Nothing is paid for it here.'
        : `It is paid with ${pay.amount} ${pay.currency} ${pay.per === 'hour' ? 'an hour' : 'for a whole turn'}.`,
    stopping: (seconds) =>
      `You can stop at any time: close the page, or end for good on the last one. ${
        seconds > 0
          ? `A vote can be changed for ${
              isShort(seconds)
                ? plural(seconds, 'second', 'seconds')
                : plural(minutesOf(seconds), 'minute', 'minutes')
            } after casting it.`
          : 'A vote cannot be changed once it is cast.'
      } What you voted until then stays counted.`,
    withdrawing: (until) =>
      `You can see and download all that you gave, and withdraw it, on the page “Your data”${
        until ? `, until ${moments.en(until)}` : ''
      }. Your votes then count nowhere any more, and your words are erased.`,
    contact: (contact) =>
      contact === null ? 'This study names nobody to write to.' : `Write to ${contact}.`,
  },
  de: {
    titles: {
      agree: 'Wozu Sie zustimmen',
      time: 'Dauer und Bezahlung',
      stored: 'Was über Sie gespeichert wird',
      stopping: 'Aufhören und zurücknehmen',
      questions: 'Fragen',
    },
    stored: [
      'Eine Zufallsnummer an Ihrer Stelle: kein Name, keine Adresse, kein Konto.',
      'Wann Sie zugestimmt, geübt und beendet haben, und ob Sie über diese offene Website, eine Einladung oder ein Panel kamen.',
      'Nur wenn ein Panel Sie geschickt hat, etwa Prolific: die Kennungen, die es für Sie, seine Studie und Ihre Teilnahme angibt. Sie stehen getrennt von Ihren Stimmen, damit Sie einmal teilnehmen und bezahlt werden können, und nur Maintainer dieser Website sehen sie. Wenn Sie sich zurückziehen, werden sie gelöscht, und es bleibt ein Code, aus dem sie nicht zurückgelesen werden können.',
      'Ihre Antworten in der Übung; Ihre Stimmen und die Gründe und Kommentare, die Sie hinzufügen.',
      'Welche Stimmzettel Ihnen gezeigt wurden, wie lange Sie jeden angesehen haben, und ob Sie mit dem Zeiger, mit Tasten oder mit einem einfachen Formular geantwortet haben.',
      'Ein Code des Netzes, aus dem Sie kommen; er zeigt, wenn viele Abstimmende von einem Ort kommen. Einen Tag lang lässt sich sagen, wofür er steht; dann wird sein Schlüssel weggeworfen.',
      'In diesem Browser: ein Cookie, mit dem Sie dort weitermachen, wo Sie waren, nur an die Seiten dieser Studie gesendet, und eines, das sich merkt, an welchen Studien Sie teilnehmen. Auch Stimmen, die noch nicht gesendet werden konnten, warten hier.',
    ],
    verdictsStored:
      'Wofür Sie jedes Bild halten, bevor Sie die Erklärungen sehen und danach, und wann Sie es gesagt haben.',
    time: (minutes) =>
      minutes === null
        ? 'Wie lange es dauert, bestimmen Sie.'
        : `Es dauert etwa ${plural(minutes, 'Minute', 'Minuten')}.`,
    pay: (pay) =>
      pay === null
        ? 'Hier wird nichts dafür bezahlt.'
        : `Bezahlt werden ${String(pay.amount).replace('.', ',')} ${pay.currency} ${pay.per === 'hour' ? 'je Stunde' : 'für die ganze Teilnahme'}.`,
    stopping: (seconds) =>
      `Sie können jederzeit aufhören: Schließen Sie die Seite, oder beenden Sie endgültig auf der letzten. ${
        seconds > 0
          ? `Eine Stimme kann nach der Abgabe ${
              isShort(seconds)
                ? plural(seconds, 'Sekunde', 'Sekunden')
                : plural(minutesOf(seconds), 'Minute', 'Minuten')
            } lang geändert werden.`
          : 'Eine abgegebene Stimme kann nicht geändert werden.'
      } Was Sie bis dahin abgestimmt haben, zählt weiter.`,
    withdrawing: (until) =>
      `Auf der Seite „Ihre Daten“ können Sie alles, was Sie gegeben haben, ansehen, herunterladen und zurückziehen${
        until ? `, bis ${moments.de(until)}` : ''
      }. Ihre Stimmen zählen dann nirgends mehr, und Ihre Worte werden gelöscht.`,
    contact: (contact) =>
      contact === null
        ? 'Diese Studie nennt niemanden, an den Sie schreiben können.'
        : `Schreiben Sie an ${contact}.`,
  },
  zh: {
    titles: {
      agree: '您同意的内容',
      time: '时长与报酬',
      stored: '关于您保存什么',
      stopping: '停止与撤回',
      questions: '疑问',
    },
    stored: [
      '以一个随机编号代表您：没有姓名、地址或账户。',
      '您同意、练习和结束的时间，以及您是通过本公开网站、邀请还是招募平台而来。',
      '仅当招募平台（如 Prolific）介绍您来时：平台提供的您、其研究和本次参与的编号。它们与您的投票分开存放，以便您只参加一次并获得报酬，只有本网站的维护者能看到。您退出时会将其删除，只留下无法还原的代码。',
      '您在练习中的回答；您的投票，以及您选择填写的理由和备注。',
      '向您展示了哪些选票、每张看了多久，以及您用指针、键盘还是普通表单作答。',
      '您所在网络的代码，用于发现许多投票者来自同一处。一天之内可以得知其含义，之后其密钥会被丢弃。',
      '在此浏览器中：一个用于从中断处继续的 Cookie，只发送给本研究的页面；另一个记录您参加了哪些研究。尚未发送的投票也在此等待。',
    ],
    verdictsStored: '您在看到解释之前和之后对每张图像的判断，以及您作出判断的时间。',
    time: (minutes) => (minutes === null ? '所需时间由您决定。' : `大约需要 ${minutes} 分钟。`),
    pay: (pay) =>
      pay === null
        ? '此处不支付报酬。'
        : `报酬为${pay.per === 'hour' ? '每小时' : '全程'} ${pay.amount} ${pay.currency}。`,
    stopping: (seconds) =>
      `您可以随时停止：关闭页面，或在最后一页永久结束。${
        seconds > 0
          ? `投票后 ${isShort(seconds) ? `${seconds} 秒` : `${minutesOf(seconds)} 分钟`}内可以更改。`
          : '投票后不能更改。'
      }在此之前的投票仍然有效。`,
    withdrawing: (until) =>
      `您可以在“您的数据”页查看、下载并撤回您提供的全部内容${
        until ? `，截止时间为 ${moments.zh(until)}` : ''
      }。此后您的投票不再计入，您写的文字会被删除。`,
    contact: (contact) => (contact === null ? '本研究没有提供联系人。' : `请联系 ${contact}。`),
  },
};
