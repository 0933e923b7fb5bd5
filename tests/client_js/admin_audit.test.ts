import { describe, expect, it } from 'vitest'
import { actWords, factsWords, whoWords } from '../../client_js/src/admin/pages/audit/act_words.js'
import {
  ANYTHING,
  isAnything,
  isId,
  queryOf,
} from '../../client_js/src/admin/pages/audit/search.js'
import {
  daysOf,
  keepingOf,
  LIMITS,
  shorter,
} from '../../client_js/src/admin/pages/settings/keeping_days.js'
import { eventWords, RECORDED, SENT } from '../../client_js/src/admin/parts/event_kinds.js'

describe('what is looked for in the audit log', () => {
  it('is a query with days that begin where whoever asks is, both included', () => {
    const query = queryOf({ ...ANYTHING, from: '2026-03-29', to: '2026-03-29', by: 'agent_1' })
    const since = Number(query.get('since'))
    const until = Number(query.get('until'))
    expect(new Date(since * 1000).toString()).toContain('Mar 29 2026 00:00:00')
    expect(new Date(until * 1000).toString()).toContain('Mar 30 2026 00:00:00')
    expect(query.get('by')).toBe('agent_1')
    expect([...query.keys()].sort()).toEqual(['by', 'since', 'until'])
  })

  it('is nothing where nothing is said, and never what the server would refuse', () => {
    expect(queryOf(ANYTHING).toString()).toBe('')
    expect(isAnything(ANYTHING)).toBe(true)
    expect(isAnything({ ...ANYTHING, type: 'scope.granted' })).toBe(false)
    const odd = queryOf({ ...ANYTHING, from: '0001-01-01', to: '99999-12-31' })
    expect(odd.get('since')).toBe('0')
    expect(Number(odd.get('until'))).toBeLessThanOrEqual(2 ** 40)
    for (const from of ['yesterday', '275760-12-31', '2026-1-1', '']) {
      expect(queryOf({ ...ANYTHING, from }).toString(), from).toBe('')
    }
  })

  it('knows an id from what is none', () => {
    for (const id of ['customer_1', 'a', 'x'.repeat(64), 'A.b:c-d']) expect(isId(id)).toBe(true)
    for (const id of ['', 'x'.repeat(65), '"}', 'a%', 'a b', '\u202ea', 'a\n']) {
      expect(isId(id), id).toBe(false)
    }
  })
})

describe('how long something is kept', () => {
  const kept = { chat_days: 0, conversation_days: 30, audit_days: 0, analytics_days: 400 }

  it('is whole days within limits', () => {
    expect(daysOf(' 30 ', LIMITS.audit_days)).toBe(30)
    expect(daysOf('36500', LIMITS.chat_days)).toBe(36_500)
    for (const typed of ['', '-1', '0', '29', '1.5', '1e3', '1e400', '36501', '٣٠', '\u202e30']) {
      expect(daysOf(typed, LIMITS.audit_days), typed).toBeNull()
    }
    expect(daysOf('3651', LIMITS.analytics_days)).toBeNull()
  })

  it('is asked about where it deletes something', () => {
    expect(shorter(kept, kept)).toEqual([])
    expect(shorter(kept, { ...kept, chat_days: 30 })).toEqual(['chat_days'])
    expect(shorter(kept, { ...kept, conversation_days: 29, analytics_days: 1 })).toEqual([
      'conversation_days',
      'analytics_days',
    ])
    // Longer, and for ever.
    expect(shorter(kept, { ...kept, conversation_days: 31 })).toEqual([])
    expect(shorter(kept, { ...kept, conversation_days: 0 })).toEqual([])
  })

  it('is as configured where nothing else is said', () => {
    const wanted = { chat_days: null, conversation_days: 0, audit_days: 90, analytics_days: null }
    expect(keepingOf(wanted, kept)).toEqual({
      chat_days: 0,
      conversation_days: 0,
      audit_days: 90,
      analytics_days: 400,
    })
  })
})

describe('kinds of events', () => {
  it('are sent by group, without what nobody can ask for', () => {
    expect([...SENT.keys()]).toEqual([
      'conversation',
      'session',
      'scope',
      'participant',
      'page',
      'endpoint',
    ])
    const sent: readonly string[] = [...SENT.values()].flat()
    expect(sent).toContain('session.ended')
    expect(sent).not.toContain('webhook.test')
    expect(sent).not.toContain('audit.erased')
    expect([...RECORDED.values()].flat()).toContain('audit.erased')
  })

  it('are shown by name where this page is older than the server', () => {
    expect(eventWords('session.ended')).toBe('The session ended')
    expect(eventWords('session.exploded')).toBe('session.exploded')
    expect(eventWords('toString')).toBe('toString')
  })
})

describe('what operators did', () => {
  it('is said from what to what, then all else, ids by their beginnings', () => {
    const account = `agent_${'0123456789abcdef'.repeat(2)}`
    expect(
      factsWords({
        agent: account,
        changed: ['role', 'name'],
        before: { role: 'agent' },
        after: { role: 'operator' },
      }),
    ).toBe('role: agent → operator; name; agent: agent_01234567…')
    expect(factsWords({ after: { enabled: true, sites: null } })).toBe('enabled: true; sites: null')
    expect(factsWords({})).toBe('')
    expect(factsWords({ before: null, after: 7, changed: 'x' })).toBe('')
  })

  it('has who by name, and words of ours for who has none', () => {
    const names = new Map([['agent_1', 'Olga <b>']])
    expect(whoWords('agent_1', names)).toBe('Olga <b>')
    expect(whoWords('cli', names)).toBe('Command line')
    expect(whoWords('agent_2', names)).toBe('agent_2')
    expect(whoWords('constructor', names)).toBe('constructor')
    expect(actWords('settings.changed')).toBe('Changed the settings')
    expect(actWords('settings.exploded')).toBe('settings.exploded')
  })
})
